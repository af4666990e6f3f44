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

/** The refusal that a reply's body says; one that is not in our server's words is shown by its first line. */
export function readRefusal(status: number, body: string): ControlApiError {
  return new ControlApiError(status, refusalOf(body), body)
}

/** The first line of a text, as far as a message has room for it. */
export function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line === '' ? 'an empty reply' : line.slice(0, 200)
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
