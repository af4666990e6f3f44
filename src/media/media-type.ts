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
