import { describe, expect, it } from 'vitest'
import { MiB } from '../../../src/core/units.ts'
import { send, startFaulty, uploads, vendorNames, worldAt } from '../../helpers/faults.ts'
import { startTestServer } from '../../helpers/server.ts'
import { saidBy } from '../../replicas/words.ts'
import { devicePath, send as sendJson } from '../../vendors/webex/settings-client.ts'

const LIMIT = 10 * MiB
const settings = (bytes: number) => ({ customizations: { mpp: { text: 'x'.repeat(bytes) } } })

describe('a memory that is full of rows', () => {
  it('takes no more settings than there is room for, and the journal says why', async () => {
    const { url } = await startTestServer({ limits: { memoryBytes: LIMIT } })
    const statuses: number[] = []
    for (let n = 0; n < 8; n++) {
      const reply = await sendJson(url, 'PUT', devicePath(`p${n}`), settings(7.5 * MiB))
      statuses.push(reply.status)
    }
    expect(statuses).toEqual([expect.toBeOneOf([200, 204]), ...Array(7).fill(503)])
    const entries = await worldAt(url).requests.list({ operation: 'updateDeviceSettings' })
    expect(entries.at(-1)?.findings[0]).toMatchObject({
      rule: 'webex.storage-full',
      message: `limits.memoryBytes is reached: ${LIMIT} bytes`,
    })
  }, 60_000)

  it('is told in each vendor’s words, and works again after a reset', async () => {
    const { url } = await startTestServer({ limits: { memoryBytes: LIMIT } })
    const { upload } = await startFaulty({ respond: { error: 'storage-full' } })
    expect((await sendJson(url, 'PUT', devicePath('p1'), settings(7.5 * MiB))).status).toBeLessThan(300)
    // What is left is less than a row.
    for (let left = 2 * MiB; left > 100; left /= 2)
      await sendJson(url, 'PUT', devicePath(`p${left}`), settings(left))
    for (const vendor of vendorNames)
      expect(await saidBy(await send(url, uploads[vendor].request())), vendor).toEqual(
        await saidBy(await upload(vendor)),
      )
    expect((await fetch(`${url}/_mock/reset`, { method: 'POST' })).status).toBe(204)
    for (const vendor of vendorNames)
      expect((await send(url, uploads[vendor].request())).status, vendor).toBeLessThan(300)
  })

  it('still shows what is there, with hashes that it can’t keep', async () => {
    const { url } = await startTestServer({ limits: { memoryBytes: LIMIT } })
    expect((await send(url, uploads.zoom.request())).status).toBe(201)
    for (let left = 8 * MiB; left > 100; left /= 2)
      await sendJson(url, 'PUT', devicePath(`p${left}`), settings(left))
    const response = await fetch(`${url}/_mock/assets?sha256=true`)
    expect(await response.json()).toMatchObject({
      items: [{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    })
  })
})
