import axios from 'axios'
import type { OperationExample } from '../../../src/http/vendor-kit/examples.ts'
import { formDataBody, openFixture } from './form-data-body.ts'
import { sendingDriver } from './sending.ts'

/** axios with the `form-data` package, files as streams. */
export const axiosFormData = sendingDriver('axios + form-data', async ({ example, url, headers }) => {
  const { data, more } = bodyOf(example.body)
  const response = await axios.request<string>({
    url,
    method: example.method,
    headers: { ...headers, ...more },
    data,
    responseType: 'text',
    transformResponse: text => text,
    validateStatus: () => true,
  })
  return { status: response.status, text: response.data }
})

function bodyOf(body: OperationExample['body']): {
  readonly data?: unknown
  readonly more?: { [name: string]: string }
} {
  if (body === undefined) return {}
  if ('json' in body) return { data: body.json }
  if ('urlencoded' in body) return { data: new URLSearchParams(body.urlencoded) }
  if ('file' in body) return { data: openFixture(body.file), more: { 'content-type': body.type } }
  const form = formDataBody(body.form)
  return { data: form, more: form.getHeaders() }
}
