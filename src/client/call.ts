import { CONTROL_PREFIX } from '../core/namespace.ts'
import { ControlApiError, firstLine, readRefusal } from './control-api-error.ts'

/** Calls the control API below an address. Rejects with `ControlApiError` for a refusal. */
export type Call = (method: string, path: string, body?: object | Uint8Array) => Promise<Response>

/** Calls the control API and reads its JSON. The shape is the caller's word: it is our own server's reply. */
export async function callJson<T>(call: Call, method: string, path: string, body?: object): Promise<T> {
  const response = await call(method, path, body)
  const text = await response.text()
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value as T
  } catch {
    // Said below.
  }
  const message = `what answers ${path} is not uploadmock: ${firstLine(text)}`
  throw new ControlApiError(response.status, { code: 'unknown', message, path: '' }, text)
}

/** Makes calls to the control API below `url`, with the control token where one is given. */
export function callerOf(url: string, token: string | undefined): Call {
  return async (method, path, body) => {
    const isBytes = body instanceof Uint8Array
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && {
        'content-type': isBytes ? 'application/octet-stream' : 'application/json',
      }),
    }
    const sent = body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }
    const response = await fetch(`${url}${CONTROL_PREFIX}${path}`, { method, headers, ...sent })
    if (response.ok) return response
    throw readRefusal(response.status, await response.text())
  }
}
