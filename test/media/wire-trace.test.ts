import { describe, expect, it } from 'vitest'
import { boundaryOf, PartHeader } from '../../src/media/part-header.ts'
import { WireTrace } from '../../src/media/wire-trace.ts'
import { fieldPart, filePart, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'

const parts = [
  fieldPart('description', 'for -- you\r\n--not-the-boundary'),
  filePart('file', 'logo.png', 'image/png', fixture('logo.png')),
  fieldPart('last', ''),
]
const { body } = rawForm(parts)

function traced(bytes: Buffer, size: number) {
  const trace = new WireTrace('test-boundary')
  for (let at = 0; at < bytes.length; at += size) trace.push(bytes.subarray(at, at + size))
  return trace.parts
}

describe('the wire trace', () => {
  it.each([1, 2, 3, 7, 17, 64, 1_000, 4_096, 65_536, body.length])(
    'finds the same parts in chunks of %i bytes',
    size => {
      const found = traced(body, size)
      expect(found.map(part => part.header.text)).toEqual(parts.map(part => part.headers.join('\r\n')))
      for (const part of found) {
        expect(body.toString('utf8', part.offset, part.offset + 19)).toBe('Content-Disposition')
        expect(body.toString('latin1', (part.contentOffset ?? 0) - 4, part.contentOffset)).toBe('\r\n\r\n')
      }
    },
  )

  it('passes over a preamble', () => {
    expect(traced(Buffer.concat([Buffer.from('hello\r\n'), body]), 10)).toHaveLength(3)
  })

  it('keeps no more of a header than 8 KiB', () => {
    const endless = Buffer.from(`--test-boundary\r\nX: ${'a'.repeat(100_000)}`)
    expect(traced(endless, 1_000)[0]?.header.text.length).toBeLessThanOrEqual(8 * 1024)
  })

  it('notes two hundred parts at most', () => {
    const many = rawForm(Array.from({ length: 300 }, (_, index) => fieldPart(`f${index}`, 'x'))).body
    expect(traced(many, 500)).toHaveLength(200)
  })
})

describe('a boundary in a content type', () => {
  it.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b"', 'a b'],
    ['multipart/form-data; BOUNDARY=abc; charset=utf-8', 'abc'],
    ['multipart/form-data', undefined],
  ])('is read from %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary)
  })
})

describe('the style of a parameter', () => {
  it.each([
    ['form-data; name="file"; filename="a.png"', 'quoted'],
    ['form-data; name="file"; filename=a.png', 'unquoted'],
    ['form-data; name="file"', 'absent'],
    ['form-data; name="file"; filename=""', 'quoted'],
    ['form-data; name="file"; filename*=UTF-8\'\'a.png', 'unquoted'],
    ['form-data; name="filename"', 'absent'],
  ])('of %s is %s', (disposition, style) => {
    const header = new PartHeader(`Content-Type: image/png\r\nContent-Disposition: ${disposition}`)
    expect(header.styleOf('filename')).toBe(style)
  })
})
