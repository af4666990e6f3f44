import { type IncomingHttpHeaders, request } from 'node:http'
import { expect } from 'vitest'

/** A reply of the control API. */
export interface ControlReply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Calls a server with any header, also those that `fetch` keeps to itself: Host, Origin, Sec-Fetch-Site. */
export function controlCall(
  port: number,
  path: string,
  {
    method = 'GET',
    headers = {},
  }: { readonly method?: string; readonly headers?: { readonly [name: string]: string } } = {},
): Promise<ControlReply> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, response => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      )
    })
    sent.on('error', reject).end()
  })
}

/** Expects a refusal in the control API's own words, its `path` naming the key. */
export function expectControlError(
  reply: { readonly status: number; readonly body: Buffer | string },
  expected: { readonly status: number; readonly code?: string; readonly path: string },
): void {
  const { error, ...others } = JSON.parse(reply.body.toString()) as { error: { [key: string]: unknown } }
  expect(others).toEqual({})
  expect({ status: reply.status, error }).toEqual({
    status: expected.status,
    error: {
      code: expected.code ?? expect.stringMatching(/^[a-z-]+$/),
      message: expect.stringMatching(/./),
      path: expected.path,
    },
  })
}
