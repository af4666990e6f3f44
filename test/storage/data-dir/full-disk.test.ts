import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { MiB } from '../../../src/core/units.ts'
import { importInto, stateOf } from '../../control/namespaces/state-world.ts'
import { send, startFaulty, uploads, vendorNames, worldAt } from '../../helpers/faults.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { describeWithSmallDisk, fillDisk, smallDisk } from '../../helpers/small-disk.ts'
import { saidBy } from '../../replicas/words.ts'
import { devicePath, send as sendJson } from '../../vendors/webex/settings-client.ts'
import { call, MINE, pathOf, uploadedId } from '../../vendors/zoom/zoom-client.ts'

/** A server whose data directory is on a disk of so many bytes. */
async function startOn(bytes: number) {
  const disk = smallDisk(bytes)
  const start = () => startTestServer({ dataDir: join(disk, 'data') })
  return { ...(await start()), again: start, fill: () => fillDisk(disk) }
}

/** Freed space may be the disk's a little later than the answer. */
const expectUploads = (url: string) => vi.waitFor(() => uploadedId(url), 10_000)

const reset = async (url: string) => (await fetch(`${url}/_mock/reset?all=true`, { method: 'POST' })).status

describeWithSmallDisk('a full disk', () => {
  it('is told in the vendor’s words where rows can’t be written, and the journal says why', async () => {
    const { url, fill } = await startOn(4 * MiB)
    expect(await assetsOf(url)).toEqual([])
    fill()
    const { upload } = await startFaulty({ respond: { error: 'storage-full' } })
    for (const vendor of vendorNames) {
      // A namespace of its own: before any byte is stored a row must be written.
      const world = `${url}/ns/${vendor}`
      expect(await saidBy(await send(world, uploads[vendor].request())), vendor).toEqual(
        await saidBy(await upload(vendor)),
      )
    }
    const settings = await sendJson(url, 'PUT', devicePath('p1'), { customizations: {} })
    expect(settings.status).toBe(503)
    const [entry] = await worldAt(url).requests.list()
    expect(entry?.findings[0]?.message).toBe('the disk of the data directory is full')
  })

  it('lets a deletion make room', async () => {
    const { url, fill } = await startOn(4 * MiB)
    const id = await uploadedId(url)
    fill()
    expect((await call(url, `${MINE}?file_ids=${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await assetsOf(url)).toEqual([])
  })

  it('lets a reset make room, and uploads work again', async () => {
    const { url, fill } = await startOn(6 * MiB)
    for (let n = 0; n < 50; n++) await uploadedId(url, pathOf('user', `u${n}`))
    fill()
    expect(await reset(url)).toBe(204)
    expect(await assetsOf(url)).toEqual([])
    await expectUploads(url)
  })

  it('lets a reset make room though to write it down takes more than is held in reserve', async () => {
    const { url, fill } = await startOn(48 * MiB)
    const rows = Array.from({ length: 6_000 }, (_, n) => ({
      vendor: 'zoom',
      owner: `user:${n}`,
      kind: 'file',
      key: `k${n}`,
      id: `i${n}`,
      createdAt: 1,
      data: {},
      asset: { name: 'x', type: 'image/png', bytes: 1 },
    }))
    const state = stateOf(
      { format: 'uploadmock-state', version: 1, rows, sequences: {} },
      Buffer.alloc(rows.length),
    )
    expect((await importInto(url, state)).status).toBe(204)
    fill()
    expect(await reset(url)).toBe(204)
    expect(await assetsOf(url)).toEqual([])
    await expectUploads(url)
  }, 60_000)

  it('lets a reset make room for rows where all of it is rows', async () => {
    const { url, fill } = await startOn(16 * MiB)
    const body = { customizations: { mpp: { text: 'x'.repeat(MiB) } } }
    for (let n = 0; n < 3; n++)
      expect((await sendJson(url, 'PUT', devicePath(`p${n}`), body)).status).toBeLessThan(300)
    fill()
    expect((await sendJson(url, 'PUT', devicePath('p4'), body)).status).toBe(503)
    expect(await reset(url)).toBe(204)
    expect((await sendJson(url, 'PUT', devicePath('p4'), body)).status).toBeLessThan(300)
  })

  it('lets a server end and start, with all that it kept', async () => {
    const { url, fill, close, again } = await startOn(6 * MiB)
    for (let n = 0; n < 30; n++) await uploadedId(url, pathOf('user', `u${n}`))
    fill()
    await close()
    fill()
    const { url: next } = await again()
    expect(await assetsOf(next)).toHaveLength(30)
    expect(await reset(next)).toBe(204)
    await expectUploads(next)
  })
})
