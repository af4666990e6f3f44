import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { vendors } from '../../../src/vendors/index.ts'
import { filePart, formOf, rawForm } from '../../helpers/form.ts'
import { padded } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { fifth } from '../../helpers/vendors/fifth/index.ts'

const PICTURE = padded('logo.png', 200_000)
/** Everybody is let in, and has room for all that these tests upload. */
const ROOMY = { auth: 'off', policies: { 'fifth.picture': { quota: 1_000 } } } as const

async function setUp(where: string, input: object = {}) {
  const dataDir = where === 'memory' ? undefined : temporaryFolder()
  const server = await startTestServer(
    { ...ROOMY, ...input, ...(dataDir !== undefined && { dataDir }) },
    { vendors: [...vendors, fifth] },
  )
  const files = () =>
    dataDir === undefined
      ? []
      : readdirSync(dataDir, { recursive: true, withFileTypes: true })
          .filter(entry => entry.isFile() && !entry.name.startsWith('uploadmock'))
          .map(entry => join(entry.parentPath, entry.name))
  const metric = async (name: string) => {
    const text = await (await fetch(`${server.url}/_mock/metrics`)).text()
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
  }
  /** Files are removed behind the answer. */
  const expectNoBytes = () =>
    vi.waitFor(async () => {
      expect(await metric('uploadmock_store_bytes')).toBe(0)
      expect(files()).toEqual([])
    })
  return { ...server, metric, expectNoBytes }
}

const upload = (url: string) =>
  fetch(`${url}/fifth/pictures`, {
    method: 'POST',
    body: formOf({ file: { name: 'logo.png', type: 'image/png', bytes: PICTURE } }),
  })

const order = (url: string, rule: object) =>
  fetch(`${url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  })

const reset = (url: string, query = '') => fetch(`${url}/_mock/reset${query}`, { method: 'POST' })

/** All that a namespace shows of what happened in it. */
async function viewOf(url: string) {
  const list = async (path: string) => ((await (await fetch(url + path)).json()) as { items: object[] }).items
  const [requests, faults] = [await list('/_mock/requests'), await list('/_mock/faults')]
  const { frozen } = (await (await fetch(`${url}/_mock/clock`)).json()) as { frozen: boolean }
  const { notes } = (await (await fetch(`${url}/fifth/notes`)).json()) as { notes: string[] }
  const assets = await assetsOf(url)
  return { assets: assets.length, notes, requests: requests.length, faults: faults.length, frozen }
}

const NOTHING = { assets: 0, notes: [], requests: 0, faults: 0, frozen: false }

async function fill(url: string): Promise<void> {
  for (let n = 0; n < 2; n++) expect((await upload(url)).status).toBe(201)
  expect((await order(url, { match: { vendor: 'fifth' }, times: 1, respond: { status: 503 } })).status).toBe(
    201,
  )
  expect((await upload(url)).status).toBe(503)
  await fetch(`${url}/_mock/clock`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ frozen: true }),
  })
}

const FULL = { assets: 2, notes: ['note-1', 'note-2'], requests: 3, faults: 1, frozen: true }

/** An upload of which half is sent; the rest follows when the test says so. */
async function halfSent(port: number, prefix: string) {
  const { body, type } = rawForm([filePart('file', 'logo.png', 'image/png', PICTURE)])
  const connection = await RawConnection.open(port)
  connection.write(
    `POST ${prefix}/fifth/pictures HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`,
  )
  await connection.receives('100 Continue')
  await connection.writeAll(body.subarray(0, body.length / 2))
  return {
    async finish() {
      await connection.writeAll(body.subarray(body.length / 2))
      await connection.receives('\r\n\r\n{')
      connection.socket.destroy()
    },
  }
}

describe.each(['memory', 'a data directory'])('a reset in %s', where => {
  it('forgets all that a vendor remembers of whom nobody knew', async () => {
    const { url, expectNoBytes } = await setUp(where, { seed: 3 })
    const ids = async () => (await assetsOf(url)).map(({ id }) => id)
    await fill(url)
    expect(await viewOf(url)).toEqual(FULL)
    const before = await ids()
    expect((await reset(url)).status).toBe(204)
    expect(await viewOf(url)).toEqual(NOTHING)
    await expectNoBytes()
    await reset(url)
    await fill(url)
    expect(await viewOf(url)).toEqual(FULL)
    expect(await ids()).toEqual(before)
  })

  it('of one namespace touches no other', async () => {
    const { url } = await setUp(where)
    const worlds = [url, `${url}/ns/one`, `${url}/ns/two`]
    for (const world of worlds) await fill(world)
    await reset(`${url}/ns/one`)
    for (const world of worlds)
      expect(await viewOf(world), world).toEqual(world.endsWith('one') ? NOTHING : FULL)
  })

  it('of all empties each', async () => {
    const { url, metric, expectNoBytes } = await setUp(where)
    const worlds = [url, `${url}/ns/one`, `${url}/ns/two`]
    for (const world of worlds) await fill(world)
    await reset(`${url}/ns/one`, '?all=true')
    expect(await metric('uploadmock_namespaces')).toBe(0)
    for (const world of worlds) expect(await viewOf(world)).toEqual(NOTHING)
    await expectNoBytes()
  })

  it.each([
    ['its namespace', ''],
    ['all', '?all=true'],
  ])('of %s leaves nothing of 50 uploads that are under way', async (_, query) => {
    const { url, port, metric, expectNoBytes } = await setUp(where)
    const uploads = await Promise.all(Array.from({ length: 50 }, () => halfSent(port, '')))
    expect(await metric('uploadmock_active_uploads')).toBe(50)
    expect((await reset(url, query)).status).toBe(204)
    await Promise.all(uploads.map(one => one.finish()))
    expect(await viewOf(url)).toEqual(NOTHING)
    await expectNoBytes()
    expect((await upload(url)).status).toBe(201)
    expect(await viewOf(url)).toMatchObject({ assets: 1, notes: ['note-1'] })
  })

  it('leaves uploads to other namespaces alone that are under way', async () => {
    const { url, port } = await setUp(where)
    const uploads = await Promise.all(
      Array.from({ length: 20 }, (_, n) => halfSent(port, n % 2 === 0 ? '' : '/ns/other')),
    )
    await reset(url)
    await Promise.all(uploads.map(one => one.finish()))
    expect(await viewOf(url)).toEqual(NOTHING)
    expect(await viewOf(`${url}/ns/other`)).toMatchObject({ assets: 10, requests: 10 })
  })

  it('again and again while uploads begin and end leaves rows and bytes that belong together', async () => {
    const { url, metric, expectNoBytes } = await setUp(where)
    let left = 50
    const uploads = Array.from({ length: 50 }, async () => {
      const { status } = await upload(url)
      left -= 1
      return status
    })
    while (left > 0) await reset(url)
    expect(new Set(await Promise.all(uploads))).toEqual(new Set([201]))
    const assets = await assetsOf(url)
    await vi.waitFor(async () =>
      expect(await metric('uploadmock_store_bytes')).toBe(assets.length * PICTURE.length),
    )
    for (const { id } of assets)
      expect((await fetch(`${url}/_mock/assets/${id}/content`)).headers.get('content-length')).toBe('200000')
    await reset(url)
    await expectNoBytes()
  })
})
