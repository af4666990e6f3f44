import type { AssetInfo } from '../../client/asset-info.ts'
import type { Page } from '../../client/list-page.ts'
import type { VendorInfo } from '../../client/vendor-info.ts'
import { read, readAll } from './api.ts'
import { openAsset } from './asset-dialog.ts'
import { age, announce, el, oncePerFrame, size } from './dom.ts'
import { emptyHint } from './empty.ts'
import type { View } from './view.ts'
import { WindowList } from './window-list.ts'

const COLUMN = 220
const ROW = 230

let assets: readonly AssetInfo[] = []
let vendors: readonly VendorInfo[] = []
let wanted = { vendor: '', owner: '', text: '' }
let draw = () => {}
let redraw = () => {}

/** Everything that is stored, as pictures. */
export const gallery: View = {
  name: 'gallery',
  title: 'Gallery',
  async open(main) {
    const [stored, { items }] = await Promise.all([
      readAll<AssetInfo>('assets?sha256=false'),
      read<Page<VendorInfo>>('vendors'),
    ])
    assets = [...stored].reverse()
    vendors = items
    const list = new WindowList<readonly AssetInfo[]>('Assets', ROW, row =>
      el('div', { class: 'tiles' }, row.map(tile)),
    )
    const empty = el('div')
    const form = filters()
    draw = () => {
      fillVendors(form)
      const shown = assets.filter(fits)
      empty.replaceChildren(
        ...(assets.length === 0
          ? [emptyHint('Nothing is stored yet.', vendors)]
          : shown.length === 0
            ? ['Nothing matches the filters.']
            : []),
      )
      form.hidden = assets.length === 0
      list.element.hidden = shown.length === 0
      list.set(rowsOf(shown, Math.max(1, Math.floor(list.element.clientWidth / COLUMN))))
    }
    redraw = oncePerFrame(() => draw())
    main.replaceChildren(el('h2', {}, 'Gallery'), form, empty, list.element)
    new ResizeObserver(() => redraw()).observe(main)
    redraw()
  },
  happened(type, detail) {
    if (type === 'reset') assets = []
    if (type !== 'asset' && type !== 'reset') return
    const asset = detail as AssetInfo & { readonly deleted?: boolean }
    assets = assets.filter(({ id }) => id !== asset.id)
    if (type === 'asset' && asset.deleted !== true) {
      assets = [asset, ...assets]
      announce(`${asset.name} was stored`)
    }
    redraw()
  },
}

function filters(): HTMLElement {
  const change = (key: keyof typeof wanted) => (event: Event) => {
    wanted = { ...wanted, [key]: (event.target as HTMLInputElement).value }
    draw()
  }
  return el(
    'form',
    { class: 'filters', onsubmit: event => event.preventDefault() },
    el('label', {}, 'Vendor', el('select', { onchange: change('vendor') })),
    el('label', {}, 'Owner', el('input', { oninput: change('owner'), value: wanted.owner })),
    el('label', {}, 'Name', el('input', { type: 'search', oninput: change('text'), value: wanted.text })),
  )
}

/** Offers the vendors of what is stored, and keeps the choice. */
function fillVendors(form: HTMLElement): void {
  const select = form.querySelector('select')
  const names = [...new Set(assets.map(({ vendor }) => vendor))].sort()
  if (select === null || select.options.length === names.length + 1) return
  select.replaceChildren(
    el('option', { value: '' }, 'all'),
    ...names.map(one => el('option', { selected: one === wanted.vendor }, one)),
  )
}

function fits({ vendor, owner, name }: AssetInfo): boolean {
  const has = (value: string, part: string) => value.toLowerCase().includes(part.toLowerCase())
  return (
    (wanted.vendor === '' || vendor === wanted.vendor) && has(owner, wanted.owner) && has(name, wanted.text)
  )
}

function rowsOf(shown: readonly AssetInfo[], columns: number): readonly (readonly AssetInfo[])[] {
  return Array.from({ length: Math.ceil(shown.length / columns) }, (_, row) =>
    shown.slice(row * columns, (row + 1) * columns),
  )
}

function tile(asset: AssetInfo): HTMLElement {
  const path = `assets/${asset.id}/thumbnail`
  const pixels = el('span')
  void showPixels(path, pixels)
  return el(
    'button',
    { class: 'tile', type: 'button', 'data-id': asset.id, onclick: () => openAsset(asset, vendors) },
    el('img', { src: path, alt: '', loading: 'lazy', width: 200, height: 140 }),
    el('strong', {}, asset.name),
    el('span', {}, `${asset.vendor}, ${asset.owner}`),
    el('span', {}, `${asset.type}, ${size(asset.bytes)}, ${age(asset.createdAt)}`),
    pixels,
  )
}

/** Shows the size of the image itself, which stands in a header of its thumbnail. */
async function showPixels(thumbnail: string, pixels: HTMLElement): Promise<void> {
  // Nothing is shown for what is not an image, nor for an asset that was deleted meanwhile.
  const response = await fetch(thumbnail, { method: 'HEAD' }).catch(() => undefined)
  pixels.textContent = response?.headers.get('x-mock-pixels')?.replace('x', ' × ') ?? ''
}
