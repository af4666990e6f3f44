import { announce, el } from './dom.ts'
import { faults } from './faults.ts'
import { gallery } from './gallery.ts'
import { limits } from './limits.ts'
import { currentName, namespaces } from './namespaces.ts'
import { requests } from './requests.ts'
import type { View } from './view.ts'

const VIEWS: readonly View[] = [gallery, requests, faults, namespaces, limits]
const EVENTS = ['request', 'asset', 'fault', 'reset'] as const

const main = document.querySelector('main') ?? document.body
let current: View = gallery

async function open(): Promise<void> {
  current = VIEWS.find(({ name }) => `#${name}` === location.hash) ?? gallery
  document.title = `${current.title}, uploadmock`
  document
    .querySelector('nav')
    ?.replaceChildren(
      ...VIEWS.map(({ name, title }) =>
        el('a', { href: `#${name}`, 'aria-current': current.name === name && 'page' }, title),
      ),
    )
  const where = document.getElementById('where')
  if (where !== null) where.textContent = `namespace ${currentName()}`
  try {
    await current.open(main as HTMLElement)
  } catch (error) {
    main.replaceChildren(
      el(
        'p',
        { class: 'error' },
        `This view can't be shown: ${error instanceof Error ? error.message : String(error)}`,
      ),
    )
  }
}

function listen(): void {
  const stream = new EventSource('events')
  for (const type of EVENTS)
    stream.addEventListener(type, event =>
      current.happened?.(type, JSON.parse((event as MessageEvent<string>).data)),
    )
  stream.addEventListener('error', () => announce('The server does not answer; trying again'))
}

window.addEventListener('hashchange', () => void open())
// The views first: what they ask for may need a token, which the stream can't ask for.
void open().then(listen)
