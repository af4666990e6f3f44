import { expect } from 'vitest'
import { fixture } from '../../helpers/media.ts'

/** The values that the model names, in its order. */
export const MEDIA_TYPES = [
  'IMAGE_LOGO_LIGHT_FAVICON',
  'IMAGE_LOGO_DARK_FAVICON',
  'IMAGE_LOGO_LIGHT_HORIZONTAL',
  'IMAGE_LOGO_DARK_HORIZONTAL',
] as const

export const logo = fixture('logo.png')
export const logo64 = logo.toString('base64')

/** An `Authorization` header with a signature that nobody checks. */
export function signedAs(accessKeyId: string, region = 'us-east-1', service = 'connect'): string {
  const scope = `${accessKeyId}/20260101/${region}/${service}/aws4_request`
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`
}

/** A call of the service; a `body` that is no string goes as JSON. `authorization: ''` sends none. */
export function call(
  url: string,
  method: string,
  path: string,
  options: {
    readonly body?: unknown
    readonly authorization?: string
    readonly headers?: { readonly [name: string]: string }
  } = {},
): Promise<Response> {
  const { body, authorization = signedAs('AKIDEXAMPLE') } = options
  return fetch(url + path, {
    method,
    headers: {
      ...(authorization !== '' && { authorization, 'x-amz-date': '20260101T000000Z' }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

/** Imports a medium; the answer tells how it went. */
export function importMedia(
  url: string,
  { source = logo64, type = MEDIA_TYPES[0] as string, at = '/workspaces/i1/w1' } = {},
): Promise<Response> {
  return call(url, 'POST', `${at}/media`, { body: { MediaType: type, MediaSource: source } })
}

/** What ListWorkspaceMedia answers. */
export async function listMedia(
  url: string,
  at = '/workspaces/i1/w1',
): Promise<readonly { readonly Type: string; readonly Source: string }[]> {
  const response = await call(url, 'GET', `${at}/media`)
  const reply = (await response.json()) as { Media?: { Type: string; Source: string }[]; Message?: string }
  if (reply.Media === undefined) throw new Error(`${response.status}: ${reply.Message}`)
  return reply.Media
}

/** The ids of an instance's workspaces, in the order of the list. */
export async function workspaceIds(url: string, instance = 'i1'): Promise<readonly string[]> {
  const response = await call(url, 'GET', `/workspaces/${instance}`)
  return ((await response.json()) as { WorkspaceSummaryList: { Id: string }[] }).WorkspaceSummaryList.map(
    workspace => workspace.Id,
  )
}

const STATUS: { readonly [name: string]: number } = {
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  DuplicateResourceException: 409,
  RequestEntityTooLargeException: 413,
  MissingAuthenticationTokenException: 403,
  IncompleteSignature: 403,
  InvalidSignatureException: 403,
  UnrecognizedClientException: 403,
}

/** Expects an exception by its name, with all that an SDK reads. Answers its message. */
export async function expectException(response: Response, name: string): Promise<string> {
  expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([STATUS[name] ?? 400, name])
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  const body = (await response.json()) as { Message: string; message: string; code?: unknown }
  expect(body.Message).toMatch(/./)
  expect(body.message).toBe(body.Message)
  expect(body.code).toBeUndefined()
  return body.Message
}

/** Expects a success without a body. */
export async function expectEmpty(response: Response): Promise<void> {
  expect([response.status, await response.text()]).toEqual([200, ''])
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  expect(response.headers.get('x-amzn-errortype')).toBeNull()
}
