/** Names that clients use for a registered type. Webex's public Python SDK sends `image/jpg` for a `.jpg` name. */
const SYNONYMS = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['image/x-png', 'image/png'],
])

/** A content type without its parameters, in lower case, under its registered name. */
export function normalMediaType(declared: string): string {
  const bare = (declared.split(';')[0] ?? '').trim().toLowerCase()
  return SYNONYMS.get(bare) ?? bare
}

const EXTENSIONS = new Map([
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['webp', 'image/webp'],
  ['bmp', 'image/bmp'],
  ['ico', 'image/x-icon'],
  ['svg', 'image/svg+xml'],
  ['heic', 'image/heic'],
  ['avif', 'image/avif'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['mp4', 'video/mp4'],
  ['mov', 'video/quicktime'],
  ['webm', 'video/webm'],
  ['pdf', 'application/pdf'],
  ['zip', 'application/zip'],
])

/** The content type that a file's name says; undefined where it says none that we know. */
export function typeOfExtension(filename: string): string | undefined {
  return EXTENSIONS.get(/\.([^./\\]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '')
}

const KNOWN_TYPES = new Set(EXTENSIONS.values())

/** Whether a file of this type can be told by its first bytes. */
export function isKnownType(type: string): boolean {
  return KNOWN_TYPES.has(type)
}
