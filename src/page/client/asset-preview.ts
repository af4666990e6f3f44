import type { AssetInfo } from '../../client/asset-info.ts'
import { type Child, el } from './dom.ts'

/** The screens of phones on which Webex shows a background. Source: the guide to device backgrounds. */
const PHONES = [
  { model: '8841 to 8865', width: 800, height: 480 },
  { model: '6871', width: 480, height: 272 },
  { model: '8811, grey', width: 480, height: 128, grey: true },
] as const

/** An asset as its vendor shows it; nothing for what is no image. */
export function previews(asset: AssetInfo, source: string): HTMLElement {
  const draw = asset.type.startsWith('image/') ? DRAWN[asset.vendor] : undefined
  if (draw === undefined) return el('div')
  return el('section', { class: 'previews' }, el('h3', {}, 'As the vendor shows it'), draw(source))
}

const DRAWN: { readonly [vendor: string]: (source: string) => Child } = {
  webex: source =>
    PHONES.map(phone =>
      el(
        'figure',
        {},
        el('div', { class: `phone p${phone.height}${'grey' in phone ? ' grey' : ''}` }, picture(source)),
        el('figcaption', {}, `${phone.model}: ${phone.width}×${phone.height}`),
      ),
    ),
  zoom: source =>
    el(
      'figure',
      {},
      el(
        'div',
        { class: 'zoom' },
        picture(source),
        el('div', { class: 'speaker' }),
        el('div', { class: 'shoulders' }),
      ),
      el('figcaption', {}, 'Behind a speaker, 16:9'),
    ),
  'cloud-softphone': source =>
    el(
      'figure',
      {},
      el(
        'div',
        { class: 'chat' },
        el('div', { class: 'bubble' }, picture(source)),
        el('div', { class: 'bubble text' }, 'Got it?'),
      ),
      el('figcaption', {}, 'In a message'),
    ),
  'amazon-connect': source =>
    ['light', 'dark'].map(theme =>
      el(
        'figure',
        {},
        el('div', { class: `workspace ${theme}` }, picture(source), el('span', {}, 'Agent workspace')),
        el('figcaption', {}, `Workspace header, ${theme}`),
      ),
    ),
}

function picture(source: string): HTMLElement {
  return el('img', { src: source, alt: '' })
}
