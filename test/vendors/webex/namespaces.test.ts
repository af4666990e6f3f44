import { describe, expect, it } from 'vitest'
import { formOf } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import {
  badRequest,
  call,
  FIRST_IMAGE,
  IMAGES,
  INVALID,
  namesIn,
  rawCall,
  remove,
  upload,
  uploadPath,
} from './webex-client.ts'

const inHeader = (name: string) => ({ 'x-mock-namespace': name })

/** The names that a list shows to a client which came by this host. */
async function namesAtHost(port: number, host: string, token = 'test'): Promise<unknown> {
  const head = [`GET ${IMAGES} HTTP/1.1`, `Host: ${host}`, `Authorization: Bearer ${token}`]
  const { body } = await rawCall(port, head, Buffer.alloc(0))
  return (JSON.parse(body) as { backgroundImages: { fileName: string }[] }).backgroundImages.map(
    image => image.fileName,
  )
}

describe('a namespace', () => {
  it('is the same by path, header, host and the end of the token', async () => {
    const { url, port } = await startTestServer()
    await upload(`${url}/ns/team-a`, 'by-path')
    await upload(url, 'by-header', { headers: inHeader('team-a') })
    await upload(url, 'by-token', { token: 'any_ns_team-a' })
    const names = ['by-path', 'by-header', 'by-token']
    expect(await namesIn(`${url}/ns/team-a`)).toEqual(names)
    expect(await namesIn(url, IMAGES, { headers: inHeader('team-a') })).toEqual(names)
    expect(await namesIn(url, IMAGES, { token: 'other_ns_team-a' })).toEqual(names)
    expect(await namesAtHost(port, 'team-a.localhost')).toEqual(names)
    expect(await namesAtHost(port, `team-a.localhost:${port}`)).toEqual(names)
    expect(await namesIn(url)).toEqual([])
    expect(await namesIn(`${url}/ns/default`)).toEqual([])
  })

  it('takes an upload by its host', async () => {
    const { url, port } = await startTestServer()
    const request = new Request(url, {
      method: 'POST',
      body: formOf({ file: { name: 'a', type: 'image/jpeg', bytes: fixture('photo.jpg') }, fileName: 'a' }),
    })
    const head = [
      `POST ${uploadPath()} HTTP/1.1`,
      'Host: team-a.localhost',
      'Authorization: Bearer test',
      `Content-Type: ${request.headers.get('content-type')}`,
    ]
    const reply = await rawCall(port, head, new Uint8Array(await request.arrayBuffer()))
    expect(reply.status).toBe(201)
    expect(await assetsOf(`${url}/ns/team-a`)).toMatchObject([{ namespace: 'team-a', name: 'a' }])
    expect(await assetsOf(url)).toEqual([])
  })

  it('is named by the path before the header, the header before the host, the host before the token', async () => {
    const { url, port } = await startTestServer()
    for (const name of ['by-path', 'by-header', 'by-host', 'by-token'])
      await upload(`${url}/ns/${name}`, `in-${name}`)
    const headers = inHeader('by-header')
    const token = 'any_ns_by-token'
    expect(await namesIn(`${url}/ns/by-path`, IMAGES, { headers, token })).toEqual(['in-by-path'])
    expect(await namesIn(url, IMAGES, { headers, token })).toEqual(['in-by-header'])
    expect(await namesAtHost(port, 'by-host.localhost', token)).toEqual(['in-by-host'])
    expect(await namesAtHost(port, 'localhost', token)).toEqual(['in-by-token'])
  })

  it('numbers its own images, and serves them at its own base', async () => {
    const { url } = await startTestServer()
    const logo = fixture('logo.png')
    expect((await upload(url, 'logo')).body).toMatchObject({ backgroundImageUrl: FIRST_IMAGE, count: '1' })
    expect((await upload(`${url}/ns/b`, 'logo', { bytes: logo, type: 'image/png' })).body).toMatchObject({
      backgroundImageUrl: FIRST_IMAGE,
      count: '1',
    })
    const typeOf = async (address: string, headers = {}) => {
      const image = await fetch(address, { headers })
      await image.arrayBuffer()
      return image.headers.get('content-type')
    }
    expect(await typeOf(url + FIRST_IMAGE)).toBe('image/jpeg')
    expect(await typeOf(`${url}/ns/b${FIRST_IMAGE}`)).toBe('image/png')
    expect(await typeOf(url + FIRST_IMAGE, inHeader('b'))).toBe('image/png')
    expect((await fetch(`${url}/ns/c${FIRST_IMAGE}`)).status).toBe(404)
  })

  it('does not lose what another deletes or resets', async () => {
    const { url } = await startTestServer()
    await upload(url, 'logo')
    await upload(`${url}/ns/b`, 'logo')
    await remove(`${url}/ns/b`, ['logo'])
    await fetch(`${url}/ns/b/_mock/reset`, { method: 'POST' })
    expect(await namesIn(url)).toEqual(['logo'])
    expect((await fetch(url + FIRST_IMAGE)).status).toBe(200)
  })

  it('begins its numbers again when it is reset', async () => {
    const { url } = await startTestServer()
    await upload(url, 'one')
    await upload(url, 'two')
    expect((await fetch(`${url}/_mock/reset`, { method: 'POST' })).status).toBe(204)
    expect(await namesIn(url)).toEqual([])
    expect((await fetch(url + FIRST_IMAGE)).status).toBe(404)
    expect((await upload(url, 'one')).body).toMatchObject({ backgroundImageUrl: FIRST_IMAGE, count: '1' })
  })

  it.each(['Team', 'a_b', '-a', 'a.b', 'x'.repeat(64)])('can not be called %s', async name => {
    const { url } = await startTestServer()
    expect(await call(`${url}/ns/${name}`, IMAGES)).toMatchObject(badRequest(INVALID))
    expect(await upload(url, 'logo', { headers: inHeader(name) })).toMatchObject(badRequest(INVALID))
    expect(await assetsOf(url)).toEqual([])
  })

  it('is not named by a host or token that can not name one', async () => {
    const { url, port } = await startTestServer()
    await upload(url, 'logo')
    expect(await namesAtHost(port, 'a_b.localhost')).toEqual(['logo'])
    expect(await namesAtHost(port, 'team-a.example.com')).toEqual(['logo'])
    expect(await namesIn(url, IMAGES, { token: 'any_ns_Team' })).toEqual(['logo'])
  })
})

describe('a seed', () => {
  async function idsOf(seed: number | undefined): Promise<readonly unknown[]> {
    const { url } = await startTestServer(seed === undefined ? {} : { seed })
    await upload(url, 'one')
    await upload(url, 'text', { bytes: Buffer.from('text') })
    await upload(url, 'one')
    await upload(url, 'two')
    await upload(`${url}/ns/b`, 'one')
    return [...(await assetsOf(url)), ...(await assetsOf(`${url}/ns/b`))].map(asset => asset.id)
  }

  it('gives the same ids for the same requests', async () => {
    const ids = await idsOf(7)
    expect(ids).toHaveLength(3)
    expect(new Set(ids).size).toBe(3)
    expect(await idsOf(7)).toEqual(ids)
    expect(await idsOf(8)).not.toEqual(ids)
  })

  it('counts no refused upload', async () => {
    const { url } = await startTestServer({ seed: 7 })
    await upload(url, 'one')
    await upload(url, 'two')
    const ids = (await assetsOf(url)).map(asset => asset.id)
    expect((await idsOf(7)).slice(0, 2)).toEqual(ids)
  })

  it('that is absent gives other ids each time', async () => {
    expect(await idsOf(undefined)).not.toEqual(await idsOf(undefined))
  })
})
