import type { AssetInfo } from '../../client/asset-info.ts'
import type { VendorInfo } from '../../client/vendor-info.ts'
import { previews } from './asset-preview.ts'
import { el } from './dom.ts'

/** Opens what is known of an asset: its facts, the original, and how its vendor shows it. */
export function openAsset(asset: AssetInfo, vendors: readonly VendorInfo[]): void {
  const source = `assets/${asset.id}/content`
  const pixels = el('dd', {}, '–')
  const original = asset.type.startsWith('image/')
    ? el('img', { src: source, alt: `The original of ${asset.name}`, class: 'original' })
    : el('p', {}, 'Not an image: ', el('a', { href: source, download: asset.name }, 'save the file'))
  if (original instanceof HTMLImageElement)
    original.addEventListener('load', () => {
      pixels.textContent = `${original.naturalWidth} × ${original.naturalHeight}`
    })
  const facts = Object.entries({
    Vendor: asset.vendor,
    Owner: asset.owner,
    Kind: asset.kind,
    Type: asset.type,
    'Declared type': asset.declaredType ?? 'none',
    Size: `${asset.bytes} bytes`,
    Stored: asset.createdAt,
    Id: asset.id,
  })
  const dialog = el(
    'dialog',
    { class: 'asset', 'aria-label': asset.name, onclose: () => dialog.remove() },
    el('form', { method: 'dialog' }, el('h2', {}, asset.name), el('button', { 'aria-label': 'Close' }, '×')),
    el('section', {}, original),
    el(
      'dl',
      {},
      facts.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]),
      el('dt', {}, 'Pixels'),
      pixels,
    ),
    el('p', {}, el('a', { href: source, download: asset.name }, 'Save the original')),
    previews(asset, vendors, source),
  )
  document.body.append(dialog)
  dialog.showModal()
}
