/** Bytes that a file of a type has at a place from its first, a character for each byte. */
export interface Mark {
  readonly at: number
  readonly bytes: string
}

/** Marks that a file has, all of them. */
export type Beginning = readonly [Mark, ...Mark[]]

/** One media type, and how it is told. */
export interface MediaTypeRow {
  /** As it is registered, or as everybody calls it. */
  readonly name: MediaType
  /** Other names that clients declare it by. */
  readonly synonyms: readonly string[]
  /** The endings of its files' names, without the dot, in lower case. */
  readonly extensions: readonly string[]
  /** The ways in which its files begin; none where their bytes don't tell it. */
  readonly begins: readonly Beginning[]
  /** Of a text: what it begins with, in lower case, or has in it behind an XML declaration. */
  readonly markup: readonly string[]
}

const first = (bytes: string): Beginning => [{ at: 0, bytes }]
const riff = (form: string): Beginning => [...first('RIFF'), { at: 8, bytes: form }]
/** A box of MP4's kind of file, or an atom of QuickTime's, behind its length. */
const box = (bytes: string): Beginning => [{ at: 4, bytes }]

/**
 * The types that are known. Of beginnings that a file all has, the longest counts; of equal ones, the first here. There
 * are more than any vendor accepts, so that a refusal can say what a file is.
 */
const ROWS = {
  'image/jpeg': {
    // Webex's public Python SDK declares `image/jpg` for a `.jpg` name.
    synonyms: ['image/jpg', 'image/pjpeg'],
    extensions: ['jpg', 'jpeg'],
    begins: [first('\xff\xd8\xff')],
  },
  'image/png': { synonyms: ['image/x-png'], extensions: ['png'], begins: [first('\x89PNG\r\n\x1a\n')] },
  'image/gif': { extensions: ['gif'], begins: [first('GIF87a'), first('GIF89a')] },
  'image/webp': { extensions: ['webp'], begins: [riff('WEBP')] },
  'image/bmp': { extensions: ['bmp'], begins: [first('BM')] },
  'image/x-icon': { extensions: ['ico'], begins: [first('\0\0\x01\0')] },
  'image/svg+xml': { extensions: ['svg'], markup: ['<svg'] },
  'image/heic': { extensions: ['heic'], begins: ['ftypheic', 'ftypheix', 'ftypmif1', 'ftypmsf1'].map(box) },
  'image/avif': { extensions: ['avif'], begins: [box('ftypavif'), box('ftypavis')] },
  'image/tiff': { extensions: ['tif', 'tiff'], begins: [first('II*\0'), first('MM\0*')] },
  // Of any brand that is no other type's.
  'video/mp4': { extensions: ['mp4'], begins: [box('ftyp')] },
  'video/quicktime': {
    extensions: ['mov'],
    // A file of before 2005 has no `ftyp`, and begins with one of the other atoms.
    begins: ['ftypqt  ', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].map(box),
  },
  'video/webm': { extensions: ['webm'], begins: [first('\x1aE\xdf\xa3')] },
  // A tag, or the first frame of MPEG 1, 2 or 2.5, layer III, with or without a checksum.
  'audio/mpeg': {
    synonyms: ['audio/mp3', 'audio/x-mp3', 'audio/x-mpeg', 'audio/mpeg3'],
    extensions: ['mp3'],
    begins: ['ID3', '\xff\xfb', '\xff\xfa', '\xff\xf3', '\xff\xf2', '\xff\xe3', '\xff\xe2'].map(first),
  },
  'audio/wav': {
    synonyms: ['audio/x-wav', 'audio/wave', 'audio/vnd.wave', 'audio/x-pn-wav'],
    extensions: ['wav'],
    begins: [riff('WAVE')],
  },
  'audio/mp4': {
    synonyms: ['audio/m4a', 'audio/x-m4a'],
    extensions: ['m4a'],
    begins: [box('ftypM4A '), box('ftypM4B ')],
  },
  'audio/aac': {
    synonyms: ['audio/x-aac', 'audio/aacp'],
    extensions: ['aac'],
    begins: [first('\xff\xf1'), first('\xff\xf9')],
  },
  'audio/ogg': { extensions: ['ogg', 'oga', 'opus'], begins: [first('OggS')] },
  'audio/basic': { synonyms: ['audio/au', 'audio/x-au'], extensions: ['au', 'snd'], begins: [first('.snd')] },
  'audio/amr': { extensions: ['amr'], begins: [first('#!AMR')] },
  // Windows Media: its video begins alike.
  'audio/x-ms-wma': { extensions: ['wma'], begins: [first('\x30\x26\xb2\x75\x8e\x66\xcf\x11')] },
  'application/pdf': { extensions: ['pdf'], begins: [first('%PDF-')] },
  'application/zip': { extensions: ['zip'], begins: [first('PK\x03\x04')] },
  'text/html': { markup: ['<!doctype html', '<html'] },
} as const satisfies { readonly [name: string]: Partial<Omit<MediaTypeRow, 'name'>> }

/** A type that a vendor brings of its own; `ownMediaType` makes one. */
type OwnMediaType = string & { readonly isOwn: true }

/** A content type that a policy can name. `*` accepts whatever a file is. */
export type MediaType = keyof typeof ROWS | OwnMediaType | '*'

/** The types that are known without any vendor, in the order of the table. */
export const MEDIA_TYPES: readonly MediaTypeRow[] = Object.entries(ROWS).map(([name, how]) =>
  ownMediaType(name, how),
)

/** A row for a type that only one vendor knows: policies name it by the row's `name`. */
export function ownMediaType(name: string, how: Partial<Omit<MediaTypeRow, 'name'>>): MediaTypeRow {
  return { synonyms: [], extensions: [], begins: [], markup: [], ...how, name: name as OwnMediaType } // its own row makes it one
}
