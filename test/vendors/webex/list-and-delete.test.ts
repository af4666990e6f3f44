import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { badRequest, call, IMAGES, INVALID, namesIn, remove, TOO_LARGE, upload } from './webex-client.ts'

const notDeleted = (status: number) => ({
  status,
  error: { message: 'The image could not be deleted.', errorCode: 4305 },
})

async function startWith(...names: readonly string[]): Promise<string> {
  const { url } = await startTestServer()
  for (const name of names) expect((await upload(url, name)).status).toBe(201)
  return url
}

describe('the list', () => {
  it('is there, and empty, for an org without images', async () => {
    const { url } = await startTestServer()
    const reply = await call(url, IMAGES)
    expect(reply).toMatchObject({ status: 200 })
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.body).toEqual({ backgroundImages: [], count: 0 })
  })

  it('has name and URL of each image, oldest first, and a number as count', async () => {
    const url = await startWith('CompanyLogoRed', 'CompanyLogoBlue')
    expect((await call(url, IMAGES)).body).toEqual({
      backgroundImages: [
        { backgroundImageUrl: '/dms/Cisco_Phone_Background/background001', fileName: 'CompanyLogoRed' },
        { backgroundImageUrl: '/dms/Cisco_Phone_Background/background002', fileName: 'CompanyLogoBlue' },
      ],
      count: 2,
    })
  })
})

describe('a delete', () => {
  it('of what is there answers 200 with how many are left', async () => {
    const url = await startWith('one', 'two', 'three')
    const reply = await remove(url, ['one', 'three'])
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply.body).toEqual({
      items: [
        { fileName: 'one', result: { status: 200 } },
        { fileName: 'three', result: { status: 200 } },
      ],
      count: 1,
    })
    expect(await namesIn(url)).toEqual(['two'])
    expect(await assetsOf(url)).toMatchObject([{ name: 'two' }])
  })

  it('of some that are there and some that are not answers 206 and tells of each', async () => {
    const url = await startWith('CompanyLogoBlue', 'kept')
    const reply = await remove(url, ['CompanyLogoBlue', 'CompanyLogoRed'])
    expect(reply.status).toBe(206)
    expect(reply.body).toEqual({
      items: [
        { fileName: 'CompanyLogoBlue', result: { status: 200 } },
        { fileName: 'CompanyLogoRed', result: notDeleted(404) },
      ],
      count: 1,
    })
    expect(await namesIn(url)).toEqual(['kept'])
  })

  it('of nothing that is there answers 206 and changes nothing', async () => {
    const url = await startWith('kept')
    const reply = await remove(url, ['gone', 'Kept'])
    expect(reply).toMatchObject({ status: 206, body: { count: 1 } })
    expect(await namesIn(url)).toEqual(['kept'])
  })

  it('that names an image twice deletes it once', async () => {
    const url = await startWith('one', 'two')
    const reply = await remove(url, ['one', 'one'])
    expect(reply).toMatchObject({ status: 206, body: { count: 1 } })
    expect(await namesIn(url)).toEqual(['two'])
  })

  it('takes ten names, and no more', async () => {
    const names = Array.from({ length: 11 }, (_, index) => `image-${index}`)
    const url = await startWith(...names)
    expect(await remove(url, names)).toMatchObject(badRequest(INVALID))
    expect(await assetsOf(url)).toHaveLength(11)
    expect(await remove(url, names.slice(0, 10))).toMatchObject({ status: 200, body: { count: 1 } })
  })

  it('frees the name, but not the number', async () => {
    const url = await startWith('one', 'two')
    await remove(url, ['two'])
    expect((await upload(url, 'two')).body).toMatchObject({
      backgroundImageUrl: '/dms/Cisco_Phone_Background/background003',
      count: '2',
    })
  })

  it('of one image by many at once succeeds once', async () => {
    const url = await startWith('one')
    const replies = await Promise.all(Array.from({ length: 10 }, () => remove(url, ['one'])))
    expect(replies.map(reply => reply.status).sort()).toEqual([200, ...Array(9).fill(206)])
  })
})

describe('a body that is no list of images', () => {
  const bodies = [
    { what: 'no entries', body: '{"backgroundImages":[]}' },
    { what: 'no list', body: '{}' },
    { what: 'a name where the list is due', body: '{"backgroundImages":"one"}' },
    { what: 'an entry without a name', body: '{"backgroundImages":[{"forceDelete":true}]}' },
    { what: 'an empty name', body: '{"backgroundImages":[{"fileName":""}]}' },
    { what: 'a number for a name', body: '{"backgroundImages":[{"fileName":1}]}' },
    {
      what: 'a word for the flag',
      body: '{"backgroundImages":[{"fileName":"one","forceDelete":"yes"}]}',
    },
    { what: 'null', body: 'null' },
    { what: 'an array', body: '[{"fileName":"one"}]' },
    { what: 'JSON that is cut', body: '{"backgroundImages":[{"fileName":"one"' },
    { what: 'no JSON', body: 'fileName=one' },
    { what: 'nothing', body: undefined },
    { what: 'an empty text', body: '' },
  ]

  for (const { what, body } of bodies)
    it(`is refused when it is ${what}`, async () => {
      const url = await startWith('one')
      const reply = await call(url, IMAGES, {
        method: 'DELETE',
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body }),
      })
      expect(reply).toMatchObject(badRequest(INVALID))
      expect(await namesIn(url)).toEqual(['one'])
    })

  it('is refused as a media type that is not supported when it is a form', async () => {
    const url = await startWith('one')
    const form = rawForm([
      fieldPart('backgroundImages', '[{"fileName":"one"}]'),
      filePart('file', 'photo.jpg', 'image/jpeg', fixture('photo.jpg')),
    ])
    const reply = await call(url, IMAGES, {
      method: 'DELETE',
      headers: { 'content-type': form.type },
      body: form.body,
    })
    expect(reply.status).toBe(415)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(await namesIn(url)).toEqual(['one'])
  })

  it('is not refused as an image that is too large when it is JSON that is too large', async () => {
    const url = await startWith('one')
    const body = JSON.stringify({ backgroundImages: [{ fileName: 'x'.repeat(9 * 1024 * 1024) }] })
    const reply = await call(url, IMAGES, {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body,
    })
    expect(reply.status).toBeGreaterThanOrEqual(400)
    expect(reply.status).toBeLessThan(500)
    expect(reply.body).not.toMatchObject({ errors: [{ errorCode: TOO_LARGE }] })
    expect(await namesIn(url)).toEqual(['one'])
  })

  it('is refused as a media type that is not supported when it is plain text', async () => {
    const url = await startWith('one')
    const reply = await call(url, IMAGES, {
      method: 'DELETE',
      headers: { 'content-type': 'text/plain' },
      body: '{"backgroundImages":[{"fileName":"one"}]}',
    })
    expect(reply.status).toBe(415)
    expect(await namesIn(url)).toEqual(['one'])
  })
})
