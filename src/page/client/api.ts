import { el } from './dom.ts'

/** A refusal of the control API. */
export class Refusal extends Error {
  readonly path: string

  constructor(message: string, path: string) {
    super(message)
    this.path = path
  }
}

/** An asset as the control API shows it. */
export interface Asset {
  readonly id: string
  readonly vendor: string
  readonly owner: string
  readonly kind: string
  readonly name: string
  readonly type: string
  readonly declaredType: string | null
  readonly bytes: number
  readonly sha256: string | null
  readonly createdAt: string
}

/** A finding as the control API shows it. */
export interface Finding {
  readonly rule: string
  readonly severity: 'error' | 'warning' | 'note'
  readonly message: string
}

/** A journal entry as the control API shows it. */
export interface Entry {
  readonly id: string
  readonly vendor: string
  readonly operation: string | null
  readonly method: string
  readonly path: string
  readonly outcome: 'accepted' | 'refused' | 'aborted' | 'faulted'
  readonly committed: boolean
  readonly receivedAt: string
  readonly durationMs: number
  readonly bodyBytes: number
  readonly parts: readonly {
    readonly name: string
    readonly filename: string | null
    readonly declaredType: string | null
    readonly sniffedType: string | null
    readonly bytes: number
    readonly offset: number
  }[]
  readonly response: {
    readonly status: number
    readonly headers: { readonly [name: string]: string }
    readonly body: string | null
  } | null
  readonly findings: readonly Finding[]
}

/** A fault rule with how often it struck. */
export interface Fault {
  readonly id: string
  readonly fired: number
  readonly times?: number
  readonly [key: string]: unknown
}

interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string
}

/** One dialog serves all calls that were refused. */
let signingIn: Promise<void> | undefined

/** Calls the control API of the namespace that the page is in. Asks for the token where one is wanted. */
export async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, init)
  if (response.status === 401) {
    signingIn ??= signIn().finally(() => {
      signingIn = undefined
    })
    await signingIn
    return call(path, init)
  }
  if (response.ok) return response
  const { error } = (await response.json()) as { error: { message: string; path: string } }
  throw new Refusal(error.message, error.path)
}

/** Reads JSON from the control API. */
export async function read<T>(path: string): Promise<T> {
  return (await call(path)).json() as Promise<T>
}

/** Sends JSON to the control API. */
export async function send(method: string, path: string, body?: object): Promise<Response> {
  const json =
    body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return call(path, { method, ...json })
}

/** Every item of a list, page by page. */
export async function readAll<Item>(path: string): Promise<readonly Item[]> {
  const items: Item[] = []
  const mark = path.includes('?') ? '&' : '?'
  for (let after: string | undefined = ''; after !== undefined; ) {
    const cursor: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`
    const page: Page<Item> = await read(`${path}${mark}limit=1000${cursor}`)
    items.push(...page.items)
    after = page.next
  }
  return items
}

/** Asks a person for the control token until it is right. */
async function signIn(): Promise<void> {
  const input = el('input', {
    type: 'password',
    id: 'token',
    autocomplete: 'current-password',
    required: true,
  })
  const problem = el('p', { class: 'error', role: 'alert' })
  const form = el(
    'form',
    { method: 'dialog' },
    el('label', { for: 'token' }, 'Control token'),
    input,
    problem,
    el('button', {}, 'Open'),
  )
  const dialog = el('dialog', { 'aria-label': 'Control token' }, form)
  // There is nothing to see without it: Escape does not close it.
  dialog.addEventListener('close', () => {
    if (dialog.isConnected) dialog.showModal()
  })
  document.body.append(dialog)
  dialog.showModal()
  await new Promise<void>(resolve => {
    form.addEventListener('submit', async event => {
      event.preventDefault()
      const headers = { 'content-type': 'application/json' }
      const response = await fetch('session', {
        method: 'POST',
        headers,
        body: JSON.stringify({ token: input.value }),
      })
      if (response.ok) resolve()
      else problem.textContent = 'That is not the token.'
    })
  })
  dialog.remove()
}
