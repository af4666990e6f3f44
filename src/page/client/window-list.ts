import { el } from './dom.ts'

/** A long list of which only the rows in sight are in the document. All rows have the same height. */
export class WindowList<Item> {
  readonly element: HTMLElement
  readonly #inner = el('div', { class: 'rows', role: 'list' })
  readonly #rowHeight: number
  readonly #draw: (item: Item) => HTMLElement
  #items: readonly Item[] = []
  #drawn = ''

  /** `rowHeight` in pixels, as the style sheet has it. */
  constructor(label: string, rowHeight: number, draw: (item: Item) => HTMLElement) {
    this.#rowHeight = rowHeight
    this.#draw = draw
    this.element = el(
      'div',
      { class: 'window', tabindex: 0, role: 'region', 'aria-label': label, onscroll: () => this.#show() },
      this.#inner,
    )
    new ResizeObserver(() => this.#show()).observe(this.element)
  }

  /** Shows these items. What was in sight stays where it is while rows come above it. */
  set(items: readonly Item[]): void {
    const isAtTop = this.element.scrollTop < this.#rowHeight
    const grown = items.length - this.#items.length
    this.#items = items
    this.#drawn = ''
    this.#inner.style.height = `${items.length * this.#rowHeight}px`
    if (!isAtTop && grown > 0) this.element.scrollTop += grown * this.#rowHeight
    this.#show()
  }

  #show(): void {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.#rowHeight) - 5)
    const count = Math.ceil(this.element.clientHeight / this.#rowHeight) + 10
    const key = `${first} ${count}`
    if (key === this.#drawn) return
    this.#drawn = key
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset.id : undefined
    const hadFocus = this.#inner.contains(document.activeElement)
    this.#inner.replaceChildren(
      ...this.#items.slice(first, first + count).map((item, at) => {
        const row = this.#draw(item)
        row.setAttribute('role', 'listitem')
        row.setAttribute('aria-setsize', String(this.#items.length))
        row.setAttribute('aria-posinset', String(first + at + 1))
        row.style.top = `${(first + at) * this.#rowHeight}px`
        return row
      }),
    )
    if (hadFocus && focused !== undefined)
      this.#inner
        .querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"]`)
        ?.focus({ preventScroll: true })
  }
}
