import { createHash } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { MiB } from '../../../src/core/units.ts'
import { padded } from '../../helpers/media.ts'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { clip, upload as uploadToSoftphone } from '../../vendors/cloud-softphone/softphone.ts'
import { badRequest, OVER_QUOTA, upload as uploadToWebex } from '../../vendors/webex/webex-client.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { expectSameState, exportOf, fillWorld, importInto, partsOf, viewOf } from './state-world.ts'

const stored = { dataDir: () => temporaryFolder(), memory: () => undefined }

async function start(where: keyof typeof stored, input: object = {}) {
  const dataDir = stored[where]()
  return startTestServer({ ...input, ...(dataDir !== undefined && { dataDir }) })
}

describe('a namespace as one file', () => {
  it('has the rows and bytes of all four vendors', async () => {
    const { url } = await startTestServer()
    await fillWorld(url)
    const response = await fetch(`${url}/ns/one/_mock/state`)
    expect(response.headers.get('content-type')).toBe('application/octet-stream')
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="one.uploadmock"')
    const { header, bytes } = partsOf(await exportOf(url))
    expect(header).toMatchObject({ format: 'uploadmock-state', version: 1 })
    expect([...new Set(header.rows.map(row => row.vendor))].sort()).toEqual([
      'amazon-connect',
      'cloud-softphone',
      'webex',
      'zoom',
    ])
    const assets = await assetsOf(url)
    expect(assets.length).toBeGreaterThanOrEqual(7)
    expect(bytes.length).toBe(assets.reduce((sum, asset) => sum + Number(asset.bytes), 0))
    expect(JSON.stringify(header)).not.toContain('"blob"')
  })

  it.each([
    ['memory', 'memory'],
    ['memory', 'dataDir'],
    ['dataDir', 'memory'],
    ['dataDir', 'dataDir'],
  ] as const)('goes from %s to %s, and is the same there', async (from, to) => {
    const [source, target] = [await start(from), await start(to)]
    await fillWorld(source.url)
    const state = await exportOf(source.url)
    for (const url of [`${source.url}/ns/copy`, target.url, `${target.url}/ns/copy`]) {
      expect(await importInto(url, state)).toEqual({ status: 204, body: '' })
      expectSameState(await exportOf(url), state)
      expect(await viewOf(url)).toEqual(await viewOf(source.url))
    }
    expect(await viewOf(source.url)).toMatchObject({ source: 200, background: 200 })
  })

  it('is still there after a restart', async () => {
    const dataDir = temporaryFolder()
    const source = await startTestServer()
    await fillWorld(source.url)
    const state = await exportOf(source.url)
    const first = await startTestServer({ dataDir })
    await importInto(first.url, state)
    await first.close()
    const second = await startTestServer({ dataDir })
    expectSameState(await exportOf(second.url), state)
    expect(await viewOf(second.url)).toEqual(await viewOf(source.url))
  })

  it('takes the place of all that was there, and touches no other namespace', async () => {
    const { url } = await startTestServer()
    await uploadedId(url)
    const state = await exportOf(url)
    for (const world of ['one', 'two']) await fillWorld(`${url}/ns/${world}`)
    const other = await exportOf(`${url}/ns/two`)
    await importInto(`${url}/ns/one`, state)
    expectSameState(await exportOf(`${url}/ns/one`), state)
    expectSameState(await exportOf(`${url}/ns/two`), other)
  })

  it('is one line where nothing is stored, and empties a namespace', async () => {
    const { url } = await startTestServer()
    const state = await exportOf(`${url}/ns/empty`)
    expect(state.toString()).toBe('{"format":"uploadmock-state","version":1,"rows":[],"sequences":{}}\n')
    await fillWorld(url)
    expect((await importInto(url, state)).status).toBe(204)
    expectSameState(await exportOf(url), state)
  })

  it.each(['memory', 'dataDir'] as const)('counts on where it was, in %s', async where => {
    const policies = { 'webex.device-background-image': { quota: 3 } }
    const [source, target] = [await start('memory', { policies }), await start(where, { policies })]
    for (const name of ['one.jpg', 'two.jpg']) await uploadToWebex(source.url, name)
    await importInto(target.url, await exportOf(source.url))
    expect((await uploadToWebex(target.url, 'three.jpg')).body).toMatchObject({
      count: '3',
      backgroundImageUrl: '/dms/Cisco_Phone_Background/background003',
    })
    expect(await uploadToWebex(target.url, 'four.jpg')).toMatchObject(badRequest(OVER_QUOTA))
  })

  it('goes on with a seed’s ids where it was', async () => {
    const [source, target] = [await startTestServer({ seed: 7 }), await start('dataDir', { seed: 7 })]
    for (let n = 0; n < 3; n++) await uploadedId(source.url)
    await importInto(target.url, await exportOf(source.url))
    expect(await uploadedId(target.url)).toBe(await uploadedId(source.url))
    const ids = (await assetsOf(target.url)).map(({ id }) => id)
    expect(ids).toEqual((await assetsOf(source.url)).map(({ id }) => id))
    expect(new Set(ids).size).toBe(4)
  })

  it('has no journal and no faults: an import forgets those that were there', async () => {
    const { url } = await startTestServer()
    await uploadedId(url)
    await fetch(`${url}/_mock/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ respond: { error: 'unavailable' } }),
    })
    await importInto(url, await exportOf(url))
    for (const list of ['faults', 'requests'])
      expect(await (await fetch(`${url}/_mock/${list}`)).json()).toMatchObject({ items: [] })
    await uploadedId(url)
    expect(await assetsOf(url)).toHaveLength(2)
  })

  it('is a use of the namespace, which is not idle then', async () => {
    const clock = new TestClock()
    const { url } = await startTestServer({ limits: { idleNamespaceMs: 1_000 } }, { clock })
    for (const name of ['one', 'two']) await uploadedId(`${url}/ns/${name}`)
    const state = await exportOf(`${url}/ns/one`)
    clock.advance(999)
    await importInto(`${url}/ns/one`, state)
    clock.advance(999)
    const names = async () => {
      const list = await fetch(`${url}/_mock/namespaces`)
      return ((await list.json()) as { items: { name: string }[] }).items.map(({ name }) => name)
    }
    // When the idle one has gone, the other one was looked at too.
    await vi.waitFor(async () => expect(await names()).not.toContain('two'), 10_000)
    expect(await names()).toEqual(['one'])
  })

  it.each(['memory', 'dataDir'] as const)('carries 50 MB from %s', async where => {
    const [source, target] = [await start(where), await start(where)]
    const bytes = Buffer.concat([padded('clip.mp4', 10 * MiB), Buffer.from('the end')])
    for (let n = 0; n < 5; n++)
      expect((await uploadToSoftphone(source.url, { file: { ...clip, bytes } })).status).toBe(200)
    const response = await fetch(`${source.url}/_mock/state`)
    const state = Buffer.from(await response.arrayBuffer())
    expect(state.length).toBeGreaterThan(50 * MiB)
    expect((await importInto(target.url, state)).status).toBe(204)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const list = await fetch(`${target.url}/_mock/assets?sha256=true`)
    const { items } = (await list.json()) as { items: { sha256: string }[] }
    expect(items.map(({ sha256 }) => sha256)).toEqual(Array(5).fill(hash))
  })
})
