import type { VendorInfo } from '../../client/vendor-info.ts'
import { el } from './dom.ts'

/** What to do where there is nothing yet: a line to paste for each vendor, with this server's address. */
export function emptyHint(text: string, vendors: readonly VendorInfo[]): HTMLElement {
  return el(
    'div',
    { class: 'empty' },
    el('p', {}, `${text} Upload a file of yours, for example:`),
    vendors.map(({ title, uploads, curl }) => [
      el('p', {}, `${title}, ${uploads}`),
      el('pre', { tabindex: 0 }, curl),
    ]),
  )
}
