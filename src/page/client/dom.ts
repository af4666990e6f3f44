/** An element's attributes, and its handlers by `on…`; a key with `undefined` or `false` is left out. */
export type Properties = {
  readonly [name: string]: string | number | boolean | undefined | ((event: Event) => void)
}

export type Child = Node | string | undefined | readonly Child[]

/** Makes an element. Texts become text nodes: nothing a client sent is ever read as HTML. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return complete(document.createElement(tag), properties, children)
}

/** As `el`, for an element of a drawing. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return complete(document.createElementNS('http://www.w3.org/2000/svg', tag), properties, children)
}

function complete<Made extends Element>(
  element: Made,
  properties: Properties,
  children: readonly Child[],
): Made {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value !== undefined && value !== false)
      element.setAttribute(name, value === true ? '' : String(value))
  }
  append(element, children)
  return element
}

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child)
    else if (child !== undefined) element.append(child as Node | string)
  }
}

/** How long an announcement stays in sight. */
const SAID_MS = 6_000

let saying: ReturnType<typeof setTimeout> | undefined

/** Says something to those who see the page and those who hear it. */
export function announce(text: string): void {
  const status = document.getElementById('status')
  if (status === null) return
  status.textContent = text
  clearTimeout(saying)
  saying = setTimeout(() => {
    status.textContent = ''
  }, SAID_MS)
}

/** Has `draw` called once in the next frame, however often it is asked for: events come in bursts. */
export function oncePerFrame(draw: () => void): () => void {
  let isAsked = false
  return () => {
    if (isAsked) return
    isAsked = true
    requestAnimationFrame(() => {
      isAsked = false
      draw()
    })
  }
}

/** Puts a text on the clipboard. Without TLS browsers have only the old way: to select the text and copy it. */
export async function copy(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text)
  const field = el('textarea', { class: 'hidden', 'aria-hidden': true })
  field.value = text
  document.body.append(field)
  field.select()
  document.execCommand('copy')
  field.remove()
}

/** Bytes for people: `45.6 kB`. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** How long ago, for people: `3 min`. */
export function age(iso: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(iso)) / 1_000)
  if (seconds < 60) return `${Math.floor(seconds)} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.floor(seconds / 3_600)} h` : `${Math.floor(seconds / 86_400)} d`
}
