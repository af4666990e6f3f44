import { readRefusal } from '../../client/control-api-error.ts'
import type { Page } from '../../client/list-page.ts'
import { el } from './dom.ts'

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
  throw readRefusal(response.status, await response.text())
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
