import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { call, envelope, FIRST_IMAGE, NOT_FOUND, remove, upload, uploadPath } from './webex-client.ts'

const logo = fixture('logo.png')

async function startWithLogo(): Promise<string> {
  const { url } = await startTestServer()
  await upload(url, 'logo', { bytes: logo, type: 'image/png' })
  return url
}

describe('the address of a background image', () => {
  it('gives the bytes as sent, with their type, to whom shows no credential', async () => {
    const url = await startWithLogo()
    const image = await fetch(url + FIRST_IMAGE)
    expect(image.status).toBe(200)
    expect(image.headers.get('content-type')).toBe('image/png')
    expect(image.headers.get('content-length')).toBe(String(logo.length))
    expect(Buffer.from(await image.arrayBuffer()).equals(logo)).toBe(true)
  })

  it('needs no credential in strict mode either', async () => {
    const { url } = await startTestServer({ auth: 'strict' })
    expect(await call(url, FIRST_IMAGE, { token: null })).toMatchObject(envelope(404, NOT_FOUND))
  })

  it('tells the size to HEAD', async () => {
    const url = await startWithLogo()
    const image = await fetch(url + FIRST_IMAGE, { method: 'HEAD' })
    expect(image.status).toBe(200)
    expect(image.headers.get('content-length')).toBe(String(logo.length))
  })

  it('gives a range', async () => {
    const url = await startWithLogo()
    const image = await fetch(url + FIRST_IMAGE, { headers: { range: 'bytes=1-3' } })
    expect(image.status).toBe(206)
    expect(image.headers.get('content-range')).toBe(`bytes 1-3/${logo.length}`)
    expect(await image.text()).toBe('PNG')
  })

  it('is gone when the image is deleted', async () => {
    const url = await startWithLogo()
    await remove(url, ['logo'])
    expect(await call(url, FIRST_IMAGE)).toMatchObject(envelope(404, NOT_FOUND))
  })

  it.each([
    '/dms/Cisco_Phone_Background/background002',
    '/dms/Cisco_Phone_Background/background1',
    '/dms/Cisco_Phone_Background/logo',
    '/dms/Cisco_Phone_Background/',
    '/dms/Cisco_Phone_Background',
    '/dms/other',
    '/dms',
  ])('is not %s', async path => {
    const url = await startWithLogo()
    expect(await call(url, path)).toMatchObject(envelope(404, NOT_FOUND))
  })

  it('serves the images of every org of the namespace', async () => {
    const { url } = await startTestServer()
    await upload(url, 'logo', { path: `${uploadPath()}?orgId=a` })
    await upload(url, 'logo', { path: `${uploadPath()}?orgId=b`, bytes: logo, type: 'image/png' })
    const types = ['background001', 'background002'].map(async name => {
      const image = await fetch(`${url}/dms/Cisco_Phone_Background/${name}`)
      await image.arrayBuffer()
      return image.headers.get('content-type')
    })
    expect(await Promise.all(types)).toEqual(['image/jpeg', 'image/png'])
  })

  it('takes no upload, and stays as it is', async () => {
    const url = await startWithLogo()
    const reply = await call(url, FIRST_IMAGE, { method: 'PUT', body: 'x' })
    expect([404, 405]).toContain(reply.status)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(Buffer.from(await (await fetch(url + FIRST_IMAGE)).arrayBuffer()).equals(logo)).toBe(true)
  })
})
