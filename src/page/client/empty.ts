import { el } from './dom.ts'

/** What to do where there is nothing yet: a line to paste, with this server's address. */
export function emptyHint(text: string): HTMLElement {
  // The page lies one step below its namespace.
  const base = new URL('..', location.href).href
  const line = `curl -H 'Authorization: Bearer test' -F 'file=@photo.jpg;type=image/jpeg' ${base}v2/users/me/settings/virtual_backgrounds`
  return el(
    'div',
    { class: 'empty' },
    el('p', {}, `${text} Upload a photo.jpg of yours to Zoom, for example:`),
    el('pre', { tabindex: 0 }, line),
  )
}
