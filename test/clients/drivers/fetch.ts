import type { OperationExample } from '../../../src/http/vendor-kit/examples.ts'
import { fixture } from '../../helpers/media.ts'
import { sendingDriver } from './sending.ts'

/** Node's own fetch with FormData. */
export const nodeFetch = sendingDriver('fetch + FormData', async ({ example, url, headers }) => {
  const { body, type } = bodyOf(example.body)
  const response = await fetch(url, {
    method: example.method,
    headers: { ...headers, ...(type !== undefined && { 'content-type': type }) },
    ...(body !== undefined && { body }),
  })
  return { status: response.status, text: await response.text() }
})

function bodyOf(body: OperationExample['body']): {
  readonly body?: RequestInit['body']
  readonly type?: string
} {
  if (body === undefined) return {}
  if ('json' in body) return { body: JSON.stringify(body.json), type: 'application/json' }
  if ('urlencoded' in body) return { body: new URLSearchParams(body.urlencoded) }
  if ('file' in body) return { body: new Uint8Array(fixture(body.file)), type: body.type }
  const form = new FormData()
  for (const part of body.form)
    if ('file' in part)
      form.append(part.name, new Blob([new Uint8Array(fixture(part.file))], { type: part.type }), part.file)
    else form.append(part.name, part.value)
  return { body: form }
}
