import { describe, expect, it } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { call, levels, MINE, pathOf, rawCall, remove, upload, uploadedId } from './zoom-client.ts'

const inHeader = (name: string) => ({ 'x-mock-namespace': name })
const form = rawForm([filePart('file', 'by-host.jpg', 'image/jpeg', fixture('photo.jpg'))])

async function uploadAtHost(port: number, host: string, token = 'test'): Promise<number> {
  const head = [
    `POST ${MINE} HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    `Content-Type: ${form.type}`,
  ]
  return (await rawCall(port, head, form.body)).status
}

const namesIn = async (url: string) => (await assetsOf(url)).map(asset => asset.name)

describe('a namespace', () => {
  it('is the same by path, header, host and the end of the token', async () => {
    const { url, port } = await startTestServer()
    await upload(`${url}/ns/team-a`, MINE, { name: 'by-path.jpg' })
    await upload(url, MINE, { name: 'by-header.jpg', headers: inHeader('team-a') })
    expect(await uploadAtHost(port, `team-a.localhost:${port}`)).toBe(201)
    await upload(url, MINE, { name: 'by-token.jpg', token: 'any_ns_team-a' })
    expect(await namesIn(`${url}/ns/team-a`)).toEqual([
      'by-path.jpg',
      'by-header.jpg',
      'by-host.jpg',
      'by-token.jpg',
    ])
    expect(await namesIn(url)).toEqual([])
  })

  it('is named by the path before the header, the header before the host, the host before the token', async () => {
    const { url, port } = await startTestServer()
    const token = 'any_ns_by-token'
    await upload(`${url}/ns/by-path`, MINE, { headers: inHeader('by-header'), token })
    await upload(url, MINE, { headers: inHeader('by-header'), token })
    expect(await uploadAtHost(port, 'by-host.localhost', token)).toBe(201)
    expect(await uploadAtHost(port, 'localhost', token)).toBe(201)
    for (const name of ['by-path', 'by-header', 'by-host', 'by-token'])
      expect(await assetsOf(`${url}/ns/${name}`)).toHaveLength(1)
  })

  it.each(levels)('does not have what another has at the $level', async ({ path }) => {
    const { url } = await startTestServer()
    const id = await uploadedId(url, path)
    expect((await remove(`${url}/ns/b`, `?file_ids=${id}`, path)).status).toBe(400)
    expect((await remove(url, `?file_ids=${id}`, path)).status).toBe(204)
  })

  it('has its own ten places', async () => {
    const { url } = await startTestServer()
    for (let index = 0; index < 10; index++) await uploadedId(url)
    expect((await upload(url)).status).toBe(400)
    expect((await upload(`${url}/ns/b`)).status).toBe(201)
  })

  it('is empty when it is reset, and the others are not', async () => {
    const { url } = await startTestServer()
    const id = await uploadedId(url)
    await uploadedId(`${url}/ns/b`)
    expect((await fetch(`${url}/_mock/reset`, { method: 'POST' })).status).toBe(204)
    expect((await remove(url, `?file_ids=${id}`)).status).toBe(400)
    expect(await assetsOf(`${url}/ns/b`)).toHaveLength(1)
  })

  it.each(['Team', 'a_b', '-a', 'a.b', 'x'.repeat(64)])('can not be called %s', async name => {
    const { url } = await startTestServer()
    for (const reply of [
      await upload(`${url}/ns/${name}`),
      await upload(url, MINE, { headers: inHeader(name) }),
      await call(`${url}/ns/${name}`, '/v2/nothing'),
    ]) {
      expect(reply).toMatchObject({ status: 400, body: { code: 300, message: expect.stringMatching(/./) } })
      expect(reply.headers.get('x-zm-trackingid')).toMatch(/^v=2\.0;/)
    }
    expect(await assetsOf(url)).toEqual([])
  })

  it('is not named by a host or token that can not name one', async () => {
    const { url, port } = await startTestServer()
    expect(await uploadAtHost(port, 'a_b.localhost')).toBe(201)
    expect(await uploadAtHost(port, 'team-a.example.com')).toBe(201)
    expect(await uploadAtHost(port, 'localhost', 'any_ns_Team')).toBe(201)
    expect(await assetsOf(url)).toHaveLength(3)
  })
})

describe('a seed', () => {
  async function idsOf(seed: number | undefined): Promise<readonly string[]> {
    const { url } = await startTestServer(seed === undefined ? {} : { seed })
    return [
      await uploadedId(url),
      await uploadedId(url, pathOf('group', 'g1')),
      await uploadedId(url, pathOf('account', 'me')),
      await uploadedId(`${url}/ns/b`),
    ]
  }

  it('gives the same ids for the same requests', async () => {
    const ids = await idsOf(7)
    expect(new Set(ids).size).toBe(4)
    expect(await idsOf(7)).toEqual(ids)
    expect(await idsOf(8)).not.toEqual(ids)
  })

  it('counts no refused upload', async () => {
    const { url } = await startTestServer({ seed: 7 })
    const first = await uploadedId(url)
    expect((await upload(url, MINE, { bytes: Buffer.from('text') })).status).toBe(400)
    const second = await uploadedId(url)
    expect([first, second]).toEqual((await idsOf(7)).slice(0, 2))
  })

  it('begins again when the namespace is reset', async () => {
    const { url } = await startTestServer({ seed: 7 })
    const first = await uploadedId(url)
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect(await uploadedId(url)).toBe(first)
  })

  it('that is absent gives other ids each time', async () => {
    expect(await idsOf(undefined)).not.toEqual(await idsOf(undefined))
  })
})
