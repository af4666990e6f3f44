import { describe, expect, it } from 'vitest'
import { WireTrace } from '../../src/media/wire-trace.ts'
import { fieldPart, filePart, rawForm } from '../helpers/form.ts'

const contents = [
  Buffer.from('a --test\r\n--test-b'),
  Buffer.from(Array.from({ length: 150 }, (_, index) => index)),
  Buffer.alloc(0),
  Buffer.from('./photo.jpg'),
]
const { body } = rawForm([
  { ...fieldPart('text', ''), content: contents[0] ?? '' },
  filePart('file', 'a.bin', 'application/octet-stream', contents[1] ?? Buffer.alloc(0)),
  { ...fieldPart('none', ''), content: contents[2] ?? '' },
  { ...fieldPart('last', ''), content: contents[3] ?? '' },
])

function traced(bytes: Buffer, cuts: readonly number[]): WireTrace {
  const trace = new WireTrace('test-boundary')
  for (const [index, from] of [0, ...cuts].entries()) trace.push(bytes.subarray(from, cuts[index]))
  return trace
}

/** Where a body is cut into chunks of one size. */
function every(size: number, bytes: Buffer): readonly number[] {
  return Array.from({ length: Math.ceil(bytes.length / size) - 1 }, (_, index) => (index + 1) * size)
}

const chunkings = [
  { how: 'chunks of each size', all: Array.from(body, (_, index) => every(index + 1, body)) },
  { how: 'two chunks, cut at each byte', all: Array.from(body, (_, index) => [index]) },
  {
    how: 'three chunks, cut at each byte and seven later',
    all: Array.from({ length: body.length - 7 }, (_, index) => [index, index + 7]),
  },
]

describe.each(chunkings)('the wire trace of $how', ({ all }) => {
  it('tells where each content ends', () => {
    for (const cuts of all) {
      const { parts } = traced(body, cuts)
      expect(parts.map(part => body.subarray(part.contentOffset, part.contentEnd))).toEqual(contents)
    }
  })

  it('keeps the first bytes of each content, 64 at most, and none of what follows', () => {
    const heads = contents.map(content => content.subarray(0, 64).toString('latin1'))
    for (const cuts of all)
      expect({
        cuts,
        heads: traced(body, cuts).parts.map(part => part.contentHead.toString('latin1')),
      }).toEqual({ cuts, heads })
  })

  it('tells how many bytes came, and that the form is closed', () => {
    for (const cuts of all) {
      const trace = traced(body, cuts)
      expect([trace.size, trace.isClosed]).toEqual([body.length, true])
    }
  })

  it('shows the bytes around the place that came last', () => {
    for (const cuts of all) {
      const found = traced(body, cuts).around(body.length, 48)
      expect(found?.bytes.equals(body.subarray(found.offset, found.offset + found.bytes.length))).toBe(true)
      expect(found?.offset).toBeLessThanOrEqual(body.length)
    }
  })
})

describe('the wire trace of a form that is cut', () => {
  it('is not closed before the two hyphens of the last delimiter', () => {
    const end = body.length - '\r\n'.length
    for (let length = 0; length < end; length++)
      expect([length, traced(body.subarray(0, length), [length >> 1]).isClosed]).toEqual([length, false])
    expect(traced(body.subarray(0, end), []).isClosed).toBe(true)
  })

  it('knows no end of the content that was on its way', () => {
    const cut = body.subarray(0, body.indexOf('photo.jpg') + 5)
    for (const cuts of [[], every(1, cut), every(13, cut)]) {
      const last = traced(cut, cuts).parts.at(-1)
      expect([last?.contentEnd, last?.contentHead.toString()]).toEqual([undefined, './photo'])
    }
  })

  it('is not closed when nothing came', () => {
    const trace = new WireTrace('test-boundary')
    expect([trace.size, trace.isClosed, trace.parts, trace.beginning]).toEqual([
      0,
      false,
      [],
      Buffer.alloc(0),
    ])
    expect(trace.around(0, 48)).toBeUndefined()
  })
})

describe('the bytes around a place', () => {
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251))

  it('begin at a row of sixteen, so many before it', () => {
    const trace = traced(bytes, [])
    expect(trace.around(1_000, 48)).toEqual({ offset: 992 - 48, bytes: bytes.subarray(944, 944 + 96) })
    expect(trace.around(5, 48)?.offset).toBe(0)
  })

  it('are at hand in the first chunk and in the latest two', () => {
    const trace = traced(bytes, every(65_536, bytes))
    for (const offset of [1_000, 65_000, 200_000, 290_000]) {
      const start = offset - (offset % 16) - 48
      expect(trace.around(offset, 48)).toEqual({ offset: start, bytes: bytes.subarray(start, start + 96) })
    }
    expect(trace.around(100_000, 48)).toBeUndefined()
  })

  it('are at hand around the header of a part that passed long ago', () => {
    const file = filePart('file', 'a.bin', 'image/png', Buffer.alloc(10_000))
    const form = rawForm([filePart('one', 'b', 'image/png', bytes), file, filePart('two', 'c', 'x/y', bytes)])
    const trace = traced(form.body, every(65_536, form.body))
    const offset = trace.parts[1]?.offset ?? 0
    const found = trace.around(offset, 48)
    expect(found?.bytes.toString('latin1')).toMatch(/^Content-Disposition: form-data; name="file"/)
    expect(found?.offset).toBe(offset)
  })
})
