import { describe, expect, it } from 'vitest'
import { hexdump } from '../../../src/control/requests/hexdump.ts'

const bytes = Buffer.from('Content-Type: image/png\r\n\r\n\x89PNG\x7f', 'latin1')

describe('a hexdump', () => {
  it('shows bytes in rows of sixteen, and a caret under the one that is meant', () => {
    expect(hexdump(bytes, 0x1f0, 0x1f0 + 27).split('\n')).toEqual([
      '000001f0  43 6f 6e 74 65 6e 74 2d 54 79 70 65 3a 20 69 6d  |Content-Type: im|',
      '00000200  61 67 65 2f 70 6e 67 0d 0a 0d 0a 89 50 4e 47 7f  |age/png.....PNG.|',
      '                                           ^^ byte 523',
    ])
  })

  it.each([0, 15, 16, 31, 20])('has the caret under byte %i', mark => {
    const lines = hexdump(bytes, 0, mark).split('\n')
    const at = lines.findIndex(line => line.includes('^^'))
    const row = lines[at - 1] ?? ''
    const column = lines[at]?.indexOf('^^') ?? 0
    expect(row.slice(column, column + 2)).toBe(bytes[mark]?.toString(16).padStart(2, '0'))
    expect(lines).toHaveLength(3)
  })

  it.each([0, 1, 15, 16, 17, 32])('has a caret behind the last of %i bytes', length => {
    const dump = hexdump(bytes.subarray(0, length), 0, length)
    expect(dump).toContain(`^^ byte ${length}`)
    expect(dump.split('\n').at(-1)?.indexOf('^^')).toBe(10 + (length % 16) * 3)
  })
})
