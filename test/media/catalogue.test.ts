import { describe, expect, it } from 'vitest'
import { MEDIA_TYPES, ownMediaType } from '../../src/core/media-types.ts'
import { MediaTypes } from '../../src/media/catalogue.ts'

const mediaTypes = new MediaTypes([])

const bytes = (text: string) => Buffer.from(text, 'latin1')

describe('the type that a file’s first bytes show', () => {
  it.each([
    ['a WAV', 'RIFF\x24\x08\0\0WAVEfmt ', 'audio/wav'],
    ['a WebP, which begins as a WAV does', 'RIFF\x24\x08\0\0WEBPVP8 ', 'image/webp'],
    ['another RIFF file', 'RIFF\x24\x08\0\0AVI LIST', undefined],
    ['an MP3 with a tag', 'ID3\x03\0\0\0', 'audio/mpeg'],
    ['an MP3 without one', '\xff\xfb\x90\x64', 'audio/mpeg'],
    ['an M4A', '\0\0\0\x20ftypM4A \0\0\0\0', 'audio/mp4'],
    ['an MP4 of a brand that nobody knows', '\0\0\0\x20ftypxyz1', 'video/mp4'],
    ['a MOV', '\0\0\0\x14ftypqt  ', 'video/quicktime'],
    ['a MOV of old', '\0\0\0\x08wide\0\0', 'video/quicktime'],
    ['a HEIC', '\0\0\0\x18ftypmif1', 'image/heic'],
    ['AAC frames', '\xff\xf1\x50\x80', 'audio/aac'],
    ['an Ogg', 'OggS\0\x02', 'audio/ogg'],
    ['a Sun audio file', '.snd\0\0\0\x18', 'audio/basic'],
    ['an AMR', '#!AMR\n', 'audio/amr'],
    ['a WMA', '\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9', 'audio/x-ms-wma'],
    ['a text in UTF-16', '\xff\xfeh\0i\0', undefined],
    ['an SVG behind an XML declaration', '<?xml version="1.0"?>\n<SVG xmlns="', 'image/svg+xml'],
    ['a page', ' <!DOCTYPE html><html>', 'text/html'],
    ['other XML', '<?xml version="1.0"?><rss>', undefined],
    ['one byte', 'B', undefined],
    ['nothing', '', undefined],
  ])('is, of %s, %s', (_, text, type) => {
    expect(mediaTypes.ofContent(bytes(text))).toBe(type)
  })

  it('is told by the first 64 bytes, however many there are', () => {
    expect(mediaTypes.ofContent(bytes(`<?xml?>${' '.repeat(60)}<svg`))).toBeUndefined()
    expect(mediaTypes.ofContent(bytes(`<?xml?>${' '.repeat(50)}<svg`))).toBe('image/svg+xml')
  })

  it('is, of each beginning in the table, the row’s', () => {
    for (const { name, begins } of MEDIA_TYPES)
      for (const marks of begins) {
        const file = Buffer.alloc(64)
        for (const mark of marks) file.write(mark.bytes, mark.at, 'latin1')
        expect(mediaTypes.ofContent(file), JSON.stringify(marks)).toBe(name)
      }
  })
})

describe('the type that is declared', () => {
  it.each([
    ['audio/x-wav', 'audio/wav'],
    ['Audio/MP3; bitrate=64', 'audio/mpeg'],
    ['image/jpg', 'image/jpeg'],
    ['image/png ; charset=binary', 'image/png'],
    ['application/x-unheard-of', 'application/x-unheard-of'],
  ])('%s is %s', (declared, type) => {
    expect(mediaTypes.normal(declared)).toBe(type)
  })
})

describe('the type that a file’s name says', () => {
  it.each([
    ['greeting.wav', 'audio/wav'],
    ['GREETING.WAV', 'audio/wav'],
    ['a.tar.mp3', 'audio/mpeg'],
    ['C:\\sounds\\ring.m4a', 'audio/mp4'],
    ['wav', undefined],
    ['folder.wav/file', undefined],
    ['greeting.', undefined],
  ])('of %s is %s', (filename, type) => {
    expect(mediaTypes.ofName(filename)).toBe(type)
  })
})

describe('rows of a vendor’s own', () => {
  const sheet = ownMediaType('application/x-sheet', {
    synonyms: ['application/sheet'],
    extensions: ['sheet'],
    begins: [[{ at: 0, bytes: 'PK\x03\x04' }]],
  })
  const list = ownMediaType('text/x-list', { extensions: ['list'] })

  it('are known beside those of all', () => {
    const known = new MediaTypes([sheet, list])
    expect(known.names).toEqual([...mediaTypes.names, sheet.name, list.name])
    expect(known.ofName('a.sheet')).toBe(sheet.name)
    expect(known.normal('application/sheet')).toBe(sheet.name)
    expect([known.isTold(sheet.name), known.isTold(list.name)]).toEqual([true, false])
  })

  it('may begin as another type does, and be it then', () => {
    const known = new MediaTypes([sheet])
    expect(known.ofContent(bytes('PK\x03\x04'))).toBe('application/zip')
    expect(known.mayBe(sheet.name, 'application/zip')).toBe(true)
    expect(known.mayBe('application/zip', sheet.name)).toBe(false)
    expect(known.mayBe(sheet.name, 'application/pdf')).toBe(false)
  })

  it.each([
    ['name', ownMediaType('image/png', {})],
    ['synonym', ownMediaType('image/x', { synonyms: ['image/jpg'] })],
    ['extension', ownMediaType('image/x', { extensions: ['png'] })],
  ])('can’t have a %s that another has', (_, row) => {
    expect(() => new MediaTypes([row])).toThrow(/already/)
  })
})
