/** How many bytes of a file's beginning `sniff` wants to see. */
export const SNIFF_BYTES = 64

/**
 * The content type that a file's first bytes show, or undefined where they show none that we know. Knows more types
 * than any vendor accepts, so that a refusal can say what the file is.
 */
export function sniff(head: Uint8Array): string | undefined {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  // A character for each byte: to compare texts is much cheaper than to cut buffers.
  const begin = bytes.toString('latin1', 0, SNIFF_BYTES)
  const starts = (text: string, at = 0) => begin.startsWith(text, at)
  if (starts('\xff\xd8\xff')) return 'image/jpeg'
  if (starts('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (starts('GIF87a') || starts('GIF89a')) return 'image/gif'
  if (starts('RIFF') && starts('WEBP', 8)) return 'image/webp'
  if (starts('ftyp', 4)) return ofBrand(begin.slice(8, 12))
  if (QUICKTIME_ATOMS.some(atom => starts(atom, 4))) return 'video/quicktime'
  if (starts('BM')) return 'image/bmp'
  if (starts('\0\0\x01\0')) return 'image/x-icon'
  if (starts('II*\0') || starts('MM\0*')) return 'image/tiff'
  if (starts('\x1aE\xdf\xa3')) return 'video/webm'
  if (starts('%PDF-')) return 'application/pdf'
  if (starts('PK\x03\x04')) return 'application/zip'
  const text = bytes.toString('utf8').trimStart().toLowerCase()
  if (text.startsWith('<svg') || (text.startsWith('<?xml') && text.includes('<svg'))) return 'image/svg+xml'
  if (text.startsWith('<!doctype html') || text.startsWith('<html')) return 'text/html'
  return undefined
}

/** A QuickTime file of before 2005 has no `ftyp` and begins with one of these. */
const QUICKTIME_ATOMS = ['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']

function ofBrand(brand: string): string {
  if (brand === 'qt  ') return 'video/quicktime'
  if (['heic', 'heix', 'mif1', 'msf1'].includes(brand)) return 'image/heic'
  if (brand === 'avif' || brand === 'avis') return 'image/avif'
  return 'video/mp4'
}
