import { describe, expect, it } from 'vitest'
import { PartHeader } from '../../src/media/part-header.ts'

const withDisposition = (disposition: string) =>
  new PartHeader(
    `Content-Type: image/png\r\nContent-Disposition: ${disposition}\r\nX-Other: filename="no.png"`,
  )

describe('the file name of a part', () => {
  it.each([
    ['form-data; name="file"; filename="a.png"', 'a.png'],
    ['form-data; name="file"; filename=a.png', 'a.png'],
    ['form-data; name="file"; filename=a.png; x=y', 'a.png'],
    ['form-data; name="file"; FileName = "a.png"', 'a.png'],
    ['form-data; filename="a.png"; name="file"', 'a.png'],
    ['form-data;name="file";filename="a.png"', 'a.png'],
    ['form-data; name="file"; filename=""', ''],
    ['form-data; name="file"; filename="a b; c.png"', 'a b; c.png'],
    ['form-data; name="file"; filename="say \\"hi\\".png"', 'say "hi".png'],
    ['form-data; name="file"; filename="say %22hi%22.png"', 'say %22hi%22.png'],
    ['form-data; name="file"; filename="../../etc/passwd"', '../../etc/passwd'],
    ['form-data; name="file"; filename="C:\\photos\\a.png"', 'C:\\photos\\a.png'],
    ['form-data; name="file"; filename="背景 ü.png"', '背景 ü.png'],
    ['form-data; name="file"; filename*=UTF-8\'\'na%C3%AFve%20a.png', 'naïve a.png'],
    ['form-data; name="file"; filename*=utf-8\'en\'a.png', 'a.png'],
    ['form-data; name="file"; filename*=iso-8859-1\'\'caf%E9.png', 'caf%E9.png'],
    ['form-data; name="file"; filename*=UTF-8\'\'b.png; filename="a.png"', 'a.png'],
    ['form-data; name="file"; filename="a.png"; filename*=UTF-8\'\'b.png', 'a.png'],
    ['form-data; name="file"', undefined],
    ['form-data; name="filename"', undefined],
    ['form-data; name="a; filename=b.png"', undefined],
    ['form-data; name="file"; xfilename="a.png"', undefined],
    ['', undefined],
  ])('of %s is %j', (disposition, filename) => {
    expect(withDisposition(disposition).parameter('filename')).toBe(filename)
  })
})

describe('the name of a part', () => {
  it.each([
    ['form-data; name="file"; filename="a.png"', 'file'],
    ['form-data; filename="a; name=b.png"; name="file"', 'file'],
    ['form-data; filename="name.png"; name=file', 'file'],
    ['form-data; filename="a.png"', undefined],
    ['form-data; name=""', ''],
  ])('of %s is %j', (disposition, name) => {
    expect(withDisposition(disposition).parameter('name')).toBe(name)
  })

  it('is none where there is no such header', () => {
    expect(new PartHeader('Content-Type: image/png; name="x"').parameter('name')).toBeUndefined()
    expect(new PartHeader('').parameter('name')).toBeUndefined()
  })
})

describe('the style of a file name', () => {
  it('is that of no name where the part’s own name has the word', () => {
    expect(withDisposition('form-data; name="a; filename=b.png"').styleOf('filename')).toBe('absent')
  })
})

describe('a header of a part', () => {
  it('is found in any case, without the space around it', () => {
    const header = new PartHeader('content-TYPE: \t image/png \t\r\nX-A: b')
    expect(header.field('content-type')).toBe('image/png')
    expect(header.field('content-disposition')).toBeUndefined()
  })

  it('is read whole where it is folded', () => {
    const header = new PartHeader(
      'Content-Type:\r\n image/png\r\nContent-Disposition: form-data;\r\n\tname="a"',
    )
    expect(header.field('content-type')).toBe('image/png')
    expect(header.isFormData).toBe(true)
    expect(header.parameter('name')).toBe('a')
  })
})
