export interface Call {
  readonly method?: string
  /** The bearer token; null sends no Authorization header. */
  readonly token?: string | null
  readonly headers?: { readonly [name: string]: string }
  readonly body?: FormData | Uint8Array | string
}

/** A reply with its body read: JSON where it says so, else text. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

export async function call(url: string, path: string, options: Call = {}): Promise<Reply> {
  const { method = 'GET', token = 'test', headers = {}, body } = options
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
    ...(body !== undefined && { body: body instanceof Uint8Array ? new Uint8Array(body) : body }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type') === 'application/json'
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
}
