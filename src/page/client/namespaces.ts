import { ControlApiError } from '../../client/control-api-error.ts'
import {
  CONTROL_PREFIX,
  DEFAULT_NAMESPACE,
  explicitPath,
  namespaceOfHost,
  namespacePath,
  splitNamespace,
} from '../../core/namespace.ts'
import { call, readAll } from './api.ts'
import { announce, el, size } from './dom.ts'
import type { View } from './view.ts'

interface Namespace {
  readonly name: string
  readonly assets: number
  readonly requests: number
  readonly faults: number
}

interface Checked {
  readonly items: readonly {
    readonly filename: string
    readonly bytes: number
    readonly sniffedType: string | null
    readonly endpoints: readonly {
      readonly vendor: string
      readonly route: string
      readonly passes: boolean
      readonly verdicts: readonly {
        readonly severity: string
        readonly expected: string
        readonly found: string
        readonly mend: string
      }[]
    }[]
  }[]
}

/** The namespaces of this server, what can be done with this one, and a check of files before they are sent. */
export const namespaces: View = {
  name: 'namespaces',
  title: 'Namespaces',
  async open(main) {
    const items = await readAll<Namespace>('namespaces')
    const verdicts = el('div', { 'aria-live': 'polite' })
    main.replaceChildren(
      el('h2', {}, 'Namespaces'),
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            ['Name', 'Assets', 'Requests', 'Faults'].map(name => el('th', { scope: 'col' }, name)),
          ),
        ),
        el(
          'tbody',
          {},
          items.map(one =>
            el(
              'tr',
              {},
              el('td', {}, el('a', { href: addressOf(one.name) }, one.name)),
              [one.assets, one.requests, one.faults].map(count => el('td', {}, String(count))),
            ),
          ),
        ),
      ),
      el('h3', {}, `This namespace: ${currentName()}`),
      el(
        'p',
        { class: 'bar' },
        el('button', { type: 'button', onclick: () => void reset() }, 'Reset…'),
        el('a', { class: 'button', href: 'state', download: `${currentName()}.uploadmock` }, 'Export'),
        importer(),
      ),
      el('h3', {}, 'Would these files pass?'),
      dropZone(verdicts),
      verdicts,
    )
  },
}

/** The namespace that the page's address names: by its path, else by its host. */
export function currentName(): string {
  const byPath = splitNamespace(location.pathname).namespace
  return byPath ?? namespaceOfHost(location.hostname) ?? DEFAULT_NAMESPACE
}

function addressOf(name: string): string {
  // A host that names one would win over an address that names none.
  const before = location.hostname.endsWith('.localhost') ? explicitPath(name) : namespacePath(name)
  return `${before}${CONTROL_PREFIX}/#gallery`
}

async function reset(): Promise<void> {
  if (!confirm(`Reset ${currentName()}? Its assets, requests and faults will be deleted.`)) return
  await call('reset', { method: 'POST' })
  announce(`${currentName()} was reset`)
}

function importer(): HTMLElement {
  const put = async (event: Event) => {
    const input = event.target as HTMLInputElement
    const [file] = input.files ?? []
    if (file === undefined) return
    const question = `Import ${file.name}? It takes the place of all that ${currentName()} holds.`
    if (!confirm(question)) {
      input.value = ''
      return
    }
    try {
      await call('state', {
        method: 'PUT',
        headers: { 'content-type': 'application/octet-stream' },
        body: file,
      })
      announce(`${file.name} was imported`)
    } catch (error) {
      if (!(error instanceof ControlApiError)) throw error
      announce(`Not imported: ${error.message}`)
    }
    // Else choosing the same file again would be no change.
    input.value = ''
  }
  return el(
    'label',
    { class: 'button' },
    'Import…',
    el('input', { type: 'file', class: 'hidden', onchange: event => void put(event) }),
  )
}

function dropZone(verdicts: HTMLElement): HTMLElement {
  const check = async (files: FileList | null | undefined) => {
    const form = new FormData()
    for (const file of files ?? []) form.append('file', file)
    try {
      const checked = (await (await call('check', { method: 'POST', body: form })).json()) as Checked
      verdicts.replaceChildren(...checked.items.map(toTable))
    } catch (error) {
      if (!(error instanceof ControlApiError)) throw error
      verdicts.replaceChildren(el('p', { class: 'error' }, error.message))
    }
  }
  const zone = el(
    'div',
    {
      class: 'drop',
      onfiles: event => void check((event as CustomEvent<FileList | undefined>).detail),
    },
    el(
      'label',
      {},
      'Drop files here, or choose some: ',
      el('input', {
        type: 'file',
        multiple: true,
        onchange: event => void check((event.target as HTMLInputElement).files),
      }),
    ),
  )
  return zone
}

function toTable({ filename, bytes, sniffedType, endpoints }: Checked['items'][number]): HTMLElement {
  return el(
    'table',
    {},
    el('caption', {}, `${filename}: ${size(bytes)}, ${sniffedType ?? 'of an unknown type'}`),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ['Vendor', 'Endpoint', 'Verdict', 'Why'].map(name => el('th', { scope: 'col' }, name)),
      ),
    ),
    el(
      'tbody',
      {},
      endpoints.map(({ vendor, route, passes, verdicts }) =>
        el(
          'tr',
          {},
          el('td', {}, vendor),
          el('td', {}, route),
          el('td', { class: passes ? 'accepted' : 'refused' }, passes ? 'passes' : 'refused'),
          el(
            'td',
            {},
            verdicts.map(one =>
              el('p', {}, `Expected ${one.expected}; found ${one.found}. To mend it, ${one.mend}.`),
            ),
          ),
        ),
      ),
    ),
  )
}
