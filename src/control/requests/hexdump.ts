const WIDTH = 16

/** Bytes as lines of sixteen, in hexadecimal and as text, with a caret below the byte at `mark`. `offset` is the first one's. */
export function hexdump(bytes: Uint8Array, offset: number, mark: number): string {
  const lines: string[] = []
  for (let at = 0; at < bytes.length; at += WIDTH) {
    const row = bytes.subarray(at, at + WIDTH)
    const start = offset + at
    const hex = [...row].map(byte => byte.toString(16).padStart(2, '0')).join(' ')
    const text = [...row]
      .map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'))
      .join('')
    lines.push(`${start.toString(16).padStart(8, '0')}  ${hex.padEnd(WIDTH * 3 - 1)}  |${text}|`)
    const isHere = mark >= start && mark < start + WIDTH
    if (isHere) lines.push(`${' '.repeat(10 + (mark - start) * 3)}^^ byte ${mark}`)
  }
  const end = offset + bytes.length
  // The place behind the last byte, where something is missing, may begin a row of its own.
  if (mark === end && bytes.length % WIDTH === 0)
    lines.push(
      `${mark.toString(16).padStart(8, '0')}  ${' '.repeat(WIDTH * 3 - 1)}  ||`,
      `${' '.repeat(10)}^^ byte ${mark}`,
    )
  return lines.join('\n')
}
