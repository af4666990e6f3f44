import { ControlApiError } from '../../client/control-api-error.ts'
import { read } from './api.ts'
import { announce, el } from './dom.ts'
import { faults } from './faults.ts'
import { gallery } from './gallery.ts'
import { limits } from './limits.ts'
import { currentName, namespaces } from './namespaces.ts'
import { requests } from './requests.ts'
import type { View } from './view.ts'

const VIEWS: readonly View[] = [gallery, requests, faults, namespaces, limits]
const EVENTS = ['request', 'asset', 'fault', 'reset'] as const
/** How long to wait before a stream that was refused is tried again. */
const RETRY_MS = 3_000

const main = document.querySelector('main') ?? document.body
const links = new Map(VIEWS.map(({ name, title }) => [name, el('a', { href: `#${name}` }, title)]))
let current: View = gallery
let drawn: Promise<void> = Promise.resolve()
let stream: EventSource | undefined

async function open(): Promise<void> {
  const view = VIEWS.find(({ name }) => `#${name}` === location.hash) ?? gallery
  current = view
  document.title = `${view.title}, uploadmock`
  for (const [name, link] of links) {
    if (name === view.name) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  // Each has a place of its own: a view that is slow draws into one that is no longer shown.
  const place = el('div')
  main.replaceChildren(place)
  try {
    await view.open(place)
  } catch (error) {
    place.replaceChildren(el('p', { class: 'error' }, `This view can't be shown: ${messageOf(error)}`))
  }
}

async function listen(): Promise<void> {
  try {
    // A call asks for the token where one is needed; the stream of events can't.
    await read('namespaces?limit=1')
  } catch (error) {
    announce(`The server does not answer: ${messageOf(error)}`)
    setTimeout(() => void listen(), RETRY_MS)
    return
  }
  if (document.hidden) return
  const news = new EventSource('events')
  stream = news
  // Also after the server was away: what is shown may be out of date.
  news.addEventListener('open', () => {
    drawn = open()
  })
  for (const type of EVENTS)
    news.addEventListener(type, event => {
      const detail: unknown = JSON.parse((event as MessageEvent<string>).data)
      if (type === 'reset') drawn = open()
      else void drawn.then(() => current.happened?.(type, detail))
    })
  news.addEventListener('error', () => {
    announce('The server does not answer; trying again')
    if (news.readyState === EventSource.CLOSED) setTimeout(() => void listen(), RETRY_MS)
  })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

document.querySelector('nav')?.replaceChildren(...links.values())
document.querySelector('.skip')?.addEventListener('click', event => {
  event.preventDefault()
  main.focus()
})
const where = document.getElementById('where')
if (where !== null) where.textContent = `namespace ${currentName()}`

window.addEventListener('hashchange', () => {
  drawn = open()
})
window.addEventListener('unhandledrejection', event => {
  if (!(event.reason instanceof ControlApiError)) return
  event.preventDefault()
  announce(event.reason.message)
})
// A browser has six connections to a server: a tab in the background must not hold one.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) stream?.close()
  else void listen()
})
// A file that is dropped beside its zone would take the place of the page.
document.addEventListener('dragover', event => event.preventDefault())
document.addEventListener('drop', event => {
  event.preventDefault()
  const detail = event.dataTransfer?.files
  document.querySelector('.drop')?.dispatchEvent(new CustomEvent('files', { detail }))
})
void listen()
