import { describe, expect, it } from 'vitest'
import { fixture, padded } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { levels, MINE, pathOf, refusal, remove, texts, upload, uploadedId } from './zoom-client.ts'

const LARGEST = 15 * 1024 * 1024
const MANY = 10

describe.each(levels)('the size of a file at the $level', ({ path }) => {
  it('may be 15 MiB', async () => {
    const { url } = await startTestServer()
    const bytes = padded('logo.png', LARGEST)
    const reply = await upload(url, path, { name: 'logo.png', bytes, type: 'image/png' })
    expect(reply).toMatchObject({ status: 201, body: { size: LARGEST } })
    const [asset] = await assetsOf(url)
    const content = await fetch(`${url}/_mock/assets/${asset?.id}/content`)
    expect(Buffer.from(await content.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('may not be a byte more', async () => {
    const { url } = await startTestServer()
    const bytes = padded('logo.png', LARGEST + 1)
    const reply = await upload(url, path, { name: 'logo.png', bytes, type: 'image/png' })
    expect(reply).toMatchObject(refusal(400, 120, texts.tooLarge))
    expect(await assetsOf(url)).toEqual([])
  })
})

describe('the configured limits of one level', () => {
  it('bind that level alone', async () => {
    const { length } = fixture('photo.jpg')
    const { url } = await startTestServer({
      policies: { 'zoom.user-virtual-background': { maxBytes: length, quota: 1 } },
    })
    expect(await upload(url, MINE, { bytes: padded('photo.jpg', length + 1) })).toMatchObject(
      refusal(400, 120, texts.tooLarge),
    )
    expect((await upload(url, MINE)).status).toBe(201)
    expect(await upload(url, MINE)).toMatchObject(refusal(400, 120, expect.stringMatching(/^A maximum of/)))
    const group = pathOf('group', 'g1')
    expect((await upload(url, group, { bytes: padded('photo.jpg', length + 1) })).status).toBe(201)
    expect((await upload(url, group)).status).toBe(201)
  })
})

describe.each(levels)('the type of a file at the $level', ({ path }) => {
  it.each([
    { name: 'photo.jpg', declared: 'image/jpg', type: 'image/jpeg', word: 'image' },
    { name: 'photo.jpg', declared: 'application/octet-stream', type: 'image/jpeg', word: 'image' },
    { name: 'png-named.jpg', declared: 'image/jpeg', type: 'image/png', word: 'image' },
    { name: 'still.gif', declared: 'image/gif', type: 'image/gif', word: 'image' },
    { name: 'clip.mp4', declared: 'image/png', type: 'video/mp4', word: 'video' },
    { name: 'clip.mov', declared: 'video/mp4', type: 'video/quicktime', word: 'video' },
  ])('is what the content of $name says, though $declared is declared', async file => {
    const { url } = await startTestServer()
    const { name, declared, type, word } = file
    const reply = await upload(url, path, { name, bytes: fixture(name), type: declared })
    expect(reply).toMatchObject({ status: 201, body: { name, type: word } })
    expect(await assetsOf(url)).toMatchObject([{ name, type }])
  })

  it.each([
    { name: 'text-named.png', type: 'image/png' },
    { name: 'icon.svg', type: 'image/svg+xml' },
    { name: 'icon.svg', type: 'image/png' },
    { name: 'cut.png', type: 'image/png' },
    { name: 'cut.jpg', type: 'image/jpeg' },
    { name: 'cut.gif', type: 'image/gif' },
  ])('keeps $name out, declared as $type', async ({ name, type }) => {
    const { url } = await startTestServer()
    const reply = await upload(url, path, { name, bytes: fixture(name), type })
    expect(reply).toMatchObject(refusal(400, 120, texts.wrongType))
    expect(await assetsOf(url)).toEqual([])
  })
})

describe.each(levels)('the files of one owner at the $level', ({ path }) => {
  it('may be ten, and no more until one is deleted', async () => {
    const { url } = await startTestServer()
    const first = await uploadedId(url, path)
    for (let index = 1; index < MANY; index++) await uploadedId(url, path)
    const before = await assetsOf(url)
    expect(before).toHaveLength(MANY)
    expect(await upload(url, path)).toMatchObject(refusal(400, 120, texts.overQuota))
    expect(await assetsOf(url)).toEqual(before)
    expect((await remove(url, `?file_ids=${first}`, path)).status).toBe(204)
    expect((await upload(url, path)).status).toBe(201)
  })

  it('leave the last place to one of fifty that ask for it at the same time', async () => {
    const { url } = await startTestServer()
    for (let index = 1; index < MANY; index++) await uploadedId(url, path)
    const replies = await Promise.all(Array.from({ length: 50 }, () => upload(url, path)))
    expect(replies.filter(reply => reply.status === 201)).toHaveLength(1)
    for (const reply of replies.filter(({ status }) => status !== 201))
      expect(reply).toMatchObject(refusal(400, 120, texts.overQuota))
    expect(await assetsOf(url)).toHaveLength(MANY)
  })
})

describe('the libraries of the three levels', () => {
  it('take no room from each other, nor one owner from the next', async () => {
    const quota = { quota: 1 }
    const { url } = await startTestServer({
      policies: {
        'zoom.account-virtual-background': quota,
        'zoom.group-virtual-background': quota,
        'zoom.user-virtual-background': quota,
      },
    })
    for (const level of ['account', 'group', 'user'] as const)
      for (const id of ['a', 'b']) {
        expect((await upload(url, pathOf(level, id))).status).toBe(201)
        expect((await upload(url, pathOf(level, id))).status).toBe(400)
      }
    expect(await assetsOf(url)).toHaveLength(6)
  })
})
