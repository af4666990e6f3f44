import { read } from './api.ts'
import { el } from './dom.ts'
import type { View } from './view.ts'

interface Policy {
  readonly id: string
  readonly rules: {
    readonly [name: string]: { readonly value: unknown; readonly evidence: string; readonly source: string }
  }
}

/** Every limit, how well it is known, and its source. */
export const limits: View = {
  name: 'limits',
  title: 'Limits',
  async open(main) {
    const { items } = await read<{ readonly items: readonly Policy[] }>('policies')
    main.replaceChildren(el('h2', {}, 'Limits'), ...items.map(toSection))
  },
}

function toSection({ id, rules }: Policy): HTMLElement {
  return el(
    'section',
    {},
    el('h3', {}, id),
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          ['Rule', 'Value', 'Evidence', 'Source'].map(name => el('th', { scope: 'col' }, name)),
        ),
      ),
      el(
        'tbody',
        {},
        Object.entries(rules).map(([name, { value: shown, evidence, source }]) => {
          return el(
            'tr',
            {},
            el('td', {}, name),
            el('td', {}, typeof shown === 'object' ? JSON.stringify(shown) : String(shown)),
            el('td', { class: evidence }, evidence),
            el('td', {}, toLink(source)),
          )
        }),
      ),
    ),
  )
}

function toLink(source: string): HTMLElement | string {
  const url = source.split(/[\s(),;]+/).find(word => word.startsWith('https://'))
  if (url === undefined) return source
  const href = url.replace(/\.$/, '')
  return el('a', { href, rel: 'noreferrer', target: '_blank' }, source)
}
