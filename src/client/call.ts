/** The server refused a call of the control API. */
export class ControlApiError extends Error {
  readonly status: number
  readonly code: string
  /** The key that is wrong; empty where none is. */
  readonly path: string
  /** The reply's body as it came. */
  readonly body: string

  constructor(
    status: number,
    refusal: { readonly code: string; readonly message: string; readonly path: string },
    body: string,
  ) {
    super(refusal.message)
    this.body = body
    this.name = 'ControlApiError'
    this.status = status
    this.code = refusal.code
    this.path = refusal.path
  }
}

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
  const message = `what answers ${path} is no uploadmock: ${firstLine(text)}`
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
    const response = await fetch(`${url}/_mock${path}`, { method, headers, ...sent })
    if (response.ok) return response
    const text = await response.text()
    throw new ControlApiError(response.status, refusalOf(text), text)
  }
}

function refusalOf(text: string): { readonly code: string; readonly message: string; readonly path: string } {
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string; path: string } }
    if (typeof error?.message === 'string') return error
  } catch {
    // Not our server's words: shown as they are.
  }
  return { code: 'unknown', message: firstLine(text), path: '' }
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line === '' ? 'an empty reply' : line.slice(0, 200)
}
