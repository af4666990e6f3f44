import { describe, expect, it } from 'vitest'
import { MediaTypes } from '../../src/media/catalogue.ts'
import { WholeImageWatch } from '../../src/media/whole-image.ts'
import { fixture, padded } from '../helpers/media.ts'

const mediaTypes = new MediaTypes([])

function isCut(bytes: Buffer, size = bytes.length): boolean {
  const watch = new WholeImageWatch(mediaTypes.ofContent(bytes))
  for (let at = 0; at < bytes.length; at += size) watch.push(bytes.subarray(at, at + size))
  return watch.isCut
}

const images = ['logo.png', 'photo.jpg', 'still.gif']

describe('an image', () => {
  it.each(images)('%s is whole, in chunks of any size', name => {
    for (const size of [1, 2, 5, 100, 4_096, 1_000_000]) expect(isCut(fixture(name), size)).toBe(false)
  })

  it.each(images)('%s is cut wherever its pixels end early', name => {
    const bytes = fixture(name)
    for (const share of [0.3, 0.5, 0.9])
      expect(isCut(bytes.subarray(0, bytes.length * share), 777)).toBe(true)
    expect(isCut(bytes.subarray(0, bytes.length - 1), 1)).toBe(name !== 'logo.png')
  })

  it.each(images)('%s stays whole with padding behind it', name => {
    expect(isCut(padded(name, 100_000), 1_000)).toBe(false)
  })

  it.each([
    ['a PNG signature and zeros', Buffer.concat([fixture('logo.png').subarray(0, 8), Buffer.alloc(100)])],
    ['the first bytes of a JPEG', fixture('photo.jpg').subarray(0, 4)],
    ['a JPEG header and zeros', Buffer.concat([fixture('photo.jpg').subarray(0, 20), Buffer.alloc(100)])],
    ['text', Buffer.from('nothing of the kind')],
    ['nothing', Buffer.alloc(0)],
  ])('is not called cut when it is %s', (_, bytes) => {
    expect(isCut(bytes, 3)).toBe(false)
  })
})

describe('the type that content shows', () => {
  it.each([
    ['logo.png', 'image/png'],
    ['photo.jpg', 'image/jpeg'],
    ['still.gif', 'image/gif'],
    ['clip.mp4', 'video/mp4'],
    ['clip.mov', 'video/quicktime'],
    ['icon.svg', 'image/svg+xml'],
    ['png-named.jpg', 'image/png'],
    ['text-named.png', undefined],
    ['empty.png', undefined],
  ])('of %s is %s', (name, type) => {
    expect(mediaTypes.ofContent(fixture(name))).toBe(type)
  })
})
