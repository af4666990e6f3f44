import type { AssetInfo } from '../../client/asset-info.ts'
import type { VendorInfo } from '../../client/vendor-info.ts'
import type { Fill, Preview, PreviewLayer } from '../../core/preview.ts'
import { el, svg } from './dom.ts'

type Layer<Kind extends PreviewLayer['kind']> = Extract<PreviewLayer, { kind: Kind }>

/** An asset as its vendor shows it; empty for what is not an image, and for a vendor without previews. */
export function previews(asset: AssetInfo, vendors: readonly VendorInfo[], source: string): HTMLElement {
  const drawings = vendors.find(({ name }) => name === asset.vendor)?.previews ?? []
  if (!asset.type.startsWith('image/') || drawings.length === 0) return el('div')
  return el(
    'section',
    { class: 'previews' },
    el('h3', {}, 'As the vendor shows it'),
    drawings.map(preview =>
      el('figure', {}, drawing(preview, source), el('figcaption', {}, preview.caption)),
    ),
  )
}

function drawing({ width, height, layers }: Preview, source: string): SVGElement {
  return svg(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, width, height, 'aria-hidden': 'true' },
    layers.some(isGrey) ? greyFilter() : undefined,
    layers.map(layer => drawLayer(layer, source)),
  )
}

function isGrey(layer: PreviewLayer): boolean {
  return layer.kind === 'picture' && layer.greyscale === true
}

/** The style sheet's own filter does not reach into drawings in all browsers. */
function greyFilter(): SVGElement {
  return svg('filter', { id: 'greyscale' }, svg('feColorMatrix', { type: 'saturate', values: 0 }))
}

function drawLayer(layer: PreviewLayer, source: string): SVGElement {
  switch (layer.kind) {
    case 'picture':
      return picture(layer, source)
    case 'box':
      return svg('rect', { ...placeOf(layer), rx: layer.radius, fill: colour(layer.fill) })
    case 'ellipse':
      return ellipse(layer)
    case 'text':
      return svg(
        'text',
        {
          x: layer.x,
          y: layer.y,
          'font-size': layer.size,
          'text-anchor': layer.anchor,
          fill: colour(layer.fill),
        },
        layer.text,
      )
  }
}

function picture({ fit, side, greyscale, ...layer }: Layer<'picture'>, source: string): SVGElement {
  const column = side === undefined ? 'Mid' : { left: 'Min', right: 'Max' }[side]
  return svg('image', {
    ...placeOf(layer),
    href: source,
    preserveAspectRatio: `x${column}YMid ${fit === 'cover' ? 'slice' : 'meet'}`,
    filter: greyscale && 'url(#greyscale)',
  })
}

function ellipse({ x, y, width, height, fill }: Layer<'ellipse'>): SVGElement {
  const [rx, ry] = [width / 2, height / 2]
  return svg('ellipse', { cx: x + rx, cy: y + ry, rx, ry, fill: colour(fill) })
}

function placeOf({ x, y, width, height }: Omit<Layer<'box'>, 'kind' | 'fill'>) {
  return { x, y, width, height }
}

/** A colour as CSS has it: those of the theme are variables of the style sheet. */
function colour(fill: Fill): string {
  return fill.startsWith('#') ? fill : `var(--${fill})`
}
