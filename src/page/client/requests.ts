import type { Page } from '../../client/list-page.ts'
import type { RequestInfo } from '../../client/request-info.ts'
import type { VendorInfo } from '../../client/vendor-info.ts'
import { call, read, readAll } from './api.ts'
import { announce, copy, el, oncePerFrame, size } from './dom.ts'
import { emptyHint } from './empty.ts'
import { currentName } from './namespaces.ts'
import type { View } from './view.ts'
import { WindowList } from './window-list.ts'

const ROW = 44

let entries: readonly RequestInfo[] = []
let redraw = () => {}

/** Every request that came, the latest first, and why each ended as it did. */
export const requests: View = {
  name: 'requests',
  title: 'Requests',
  async open(main) {
    const [came, { items: vendors }] = await Promise.all([
      readAll<RequestInfo>('requests?sha256=false'),
      read<Page<VendorInfo>>('vendors'),
    ])
    entries = [...came].reverse()
    const list = new WindowList<RequestInfo>('Requests, latest first', ROW, row)
    const empty = el('div')
    const detail = el('div', { class: 'detail' })
    const head = el(
      'div',
      { class: 'row head', 'aria-hidden': true },
      ['Time', 'Operation', 'Outcome', 'Status', 'ms', 'Size', 'Findings'].map(one => el('span', {}, one)),
    )
    const open = (event: Event) => {
      const { id } = (event.target as HTMLElement).closest<HTMLElement>('[data-id]')?.dataset ?? {}
      if (id !== undefined) void show(id, detail, list.element)
    }
    list.element.addEventListener('click', open)
    redraw = oncePerFrame(() => {
      empty.replaceChildren(...(entries.length === 0 ? [emptyHint('No request has come yet.', vendors)] : []))
      list.element.hidden = entries.length === 0
      head.hidden = entries.length === 0
      list.set(entries)
    })
    const clear = el('button', { type: 'button', onclick: () => void forget() }, 'Forget all')
    main.replaceChildren(
      el('h2', {}, 'Requests'),
      el('p', { class: 'bar' }, clear),
      empty,
      el('div', { class: 'split' }, el('div', {}, head, list.element), detail),
    )
    redraw()
  },
  happened(type, detail) {
    if (type === 'reset') entries = []
    if (type === 'request' && 'outcome' in (detail as object)) {
      const entry = detail as RequestInfo
      entries = [entry, ...entries.filter(({ id }) => id !== entry.id)]
      announce(`${entry.operation ?? entry.path} ${entry.outcome}`)
    }
    redraw()
  },
}

function row(entry: RequestInfo): HTMLElement {
  const { receivedAt, operation, vendor, path, outcome, response, durationMs, bodyBytes, findings } = entry
  const told = findings.filter(({ severity }) => severity !== 'note').map(({ rule }) => rule)
  return el(
    'div',
    { class: 'row' },
    el(
      'button',
      { type: 'button', 'data-id': entry.id, class: `line ${outcome}`, title: `${entry.method} ${path}` },
      el('span', {}, receivedAt.slice(11, 19)),
      el('span', {}, operation ?? `${vendor}: ${path}`),
      el('span', { class: 'outcome' }, outcome),
      el('span', {}, String(response?.status ?? '–')),
      el('span', {}, String(Math.round(durationMs))),
      el('span', {}, size(bodyBytes)),
      el('span', {}, told.join(', ')),
    ),
  )
}

let turn = 0

async function show(id: string, detail: HTMLElement, list: HTMLElement): Promise<void> {
  const mine = ++turn
  const path = `requests/${encodeURIComponent(id)}`
  const found = await Promise.all([
    read<RequestInfo>(path),
    call(`${path}/explain`).then(reply => reply.text()),
  ]).catch((error: unknown) => error)
  // Meanwhile another one was opened.
  if (mine !== turn) return
  const close = () => {
    turn += 1
    detail.replaceChildren()
    list.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`)?.focus({ preventScroll: true })
  }
  detail.onkeydown = event => {
    if (event.key === 'Escape') close()
  }
  if (!Array.isArray(found)) {
    detail.replaceChildren(
      el('p', { class: 'error' }, found instanceof Error ? found.message : String(found)),
    )
    return
  }
  const [entry, explanation] = found as [RequestInfo, string]
  const copyCurl = async () => {
    await copy(await (await call(`${path}/curl`)).text())
    announce('The curl line was copied')
  }
  const { response } = entry
  detail.replaceChildren(
    el('h3', {}, `${entry.method} ${entry.path}`),
    el(
      'p',
      { class: 'bar' },
      el('button', { type: 'button', onclick: () => void copyCurl() }, 'Copy as curl'),
      el('a', { class: 'button', href: `${path}/har`, download: `${id}.har` }, 'Download HAR'),
      el('button', { type: 'button', onclick: close }, 'Close'),
    ),
    el('h4', {}, 'Explanation'),
    el('pre', { class: 'explain', tabindex: 0 }, explanation),
    ...(entry.parts.length === 0
      ? []
      : [el('h4', {}, 'Parts'), el('ul', { class: 'tree' }, entry.parts.map(toPart))]),
    el('h4', {}, 'Response'),
    response === null
      ? el('p', {}, 'There was no response.')
      : el(
          'pre',
          { tabindex: 0 },
          [
            `${response.status}`,
            ...Object.entries(response.headers).map(([name, value]) => `${name}: ${value}`),
            '',
            response.body ?? '(not text)',
          ].join('\n'),
        ),
  )
  detail.tabIndex = -1
  detail.focus({ preventScroll: window.innerWidth >= 1_200 })
}

function toPart({
  name,
  filename,
  declaredType,
  sniffedType,
  bytes,
  offset,
}: RequestInfo['parts'][number]): HTMLElement {
  const what = filename === null ? 'a field' : `file ${filename}`
  const types =
    filename === null ? '' : `, declared ${declaredType ?? 'nothing'}, content ${sniffedType ?? 'unknown'}`
  return el('li', {}, el('strong', {}, name), `: ${what}${types}, ${bytes} bytes, from byte ${offset}`)
}

async function forget(): Promise<void> {
  if (!confirm(`Forget all requests of ${currentName()}? What is stored stays.`)) return
  await call('requests', { method: 'DELETE' })
  entries = []
  redraw()
}
