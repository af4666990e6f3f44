import { PassThrough, Readable } from 'node:stream'
import { type Dispatcher, request } from 'undici'
import type { OperationExample } from '../../../src/http/vendor-kit/examples.ts'
import { formDataBody, openFixture } from './form-data-body.ts'
import { sendingDriver } from './sending.ts'

/** undici with bodies that are streams, in chunked encoding. */
export const undiciStreams = sendingDriver('undici streams, chunked', async ({ example, url, headers }) => {
  const { body, more } = bodyOf(example.body)
  const response = await request(url, {
    method: example.method as Dispatcher.HttpMethod,
    headers: { ...headers, ...more },
    ...(body !== undefined && { body }),
  })
  return { status: response.statusCode, text: await response.body.text() }
})

function bodyOf(body: OperationExample['body']): {
  readonly body?: Readable
  readonly more?: { [name: string]: string }
} {
  if (body === undefined) return {}
  if ('json' in body)
    return { body: Readable.from([JSON.stringify(body.json)]), more: { 'content-type': 'application/json' } }
  if ('urlencoded' in body)
    return {
      body: Readable.from([new URLSearchParams(body.urlencoded).toString()]),
      more: { 'content-type': 'application/x-www-form-urlencoded' },
    }
  if ('file' in body) return { body: openFixture(body.file), more: { 'content-type': body.type } }
  const form = formDataBody(body.form)
  return { body: form.pipe(new PassThrough()), more: form.getHeaders() }
}
