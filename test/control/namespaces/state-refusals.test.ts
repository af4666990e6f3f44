import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { MiB } from '../../../src/core/units.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { startTestServer } from '../../helpers/server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { expectControlError } from '../control-call.ts'
import {
  expectSameState,
  exportOf,
  fillWorld,
  importInto,
  partsOf,
  smallState,
  stateOf,
} from './state-world.ts'

const filesBelow = (dir: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()

/** A server with one file stored, and a look whether it is as it was. */
async function setUp(where: string, limits: { memoryBytes?: number; diskBytes?: number } = {}) {
  const dataDir = where === 'memory' ? undefined : temporaryFolder()
  const server = await startTestServer({ limits, ...(dataDir !== undefined && { dataDir }) })
  await uploadedId(server.url)
  const before = await exportOf(server.url)
  const files = () => (dataDir === undefined ? [] : filesBelow(join(dataDir, 'blobs')))
  const filesBefore = files()
  const usedBytes = async () => {
    const text = await (await fetch(`${server.url}/_mock/metrics`)).text()
    return Number(/^uploadmock_store_bytes (\d+)$/m.exec(text)?.[1])
  }
  const expectUntouched = async () => {
    expectSameState(await exportOf(server.url), before)
    expect(files()).toEqual(filesBefore)
    // Files of a refused import are removed behind the answer.
    await vi.waitFor(async () => expect(await usedBytes()).toBe(fixture('photo.jpg').length))
    const { items } = (await (await fetch(`${server.url}/_mock/requests`)).json()) as { items: unknown[] }
    expect(items).toHaveLength(1)
  }
  return { ...server, expectUntouched }
}

/** Changes the header of a small file. */
function altered(change: (header: ReturnType<typeof partsOf>['header']) => void): Buffer {
  const { header, bytes } = partsOf(smallState())
  change(header)
  return stateOf(header, bytes)
}

/** The n-th row as the header has it. */
function rowOf(header: ReturnType<typeof partsOf>['header'], index: number): { [key: string]: unknown } {
  const row = header.rows[index]
  if (row === undefined) throw new Error(`no row ${index}`)
  return row
}

/** What the n-th row says of its bytes. */
function assetOf(header: ReturnType<typeof partsOf>['header'], index = 0): object {
  const { asset } = rowOf(header, index)
  if (typeof asset !== 'object' || asset === null) throw new Error(`no asset in row ${index}`)
  return asset
}

/** A small file in which one text stands for another. */
function rewritten(from: string, to: string): Buffer {
  const text = smallState().toString('latin1')
  expect(text).toContain(from)
  return Buffer.from(text.replace(from, to), 'latin1')
}

const broken: readonly (readonly [string, Buffer, string])[] = [
  ['is empty', Buffer.alloc(0), ''],
  ['is no JSON', Buffer.from('hello\n'), ''],
  ['is an image', fixture('logo.png'), ''],
  ['has no line feed', Buffer.from('{"format":"uploadmock-state"}'), ''],
  ['is of another format', altered(header => Object.assign(header, { format: 'tar' })), 'format'],
  ['is of a later version', altered(header => Object.assign(header, { version: 2 })), 'version'],
  ['is of no version', altered(header => Object.assign(header, { version: undefined })), 'version'],
  ['has no rows', altered(header => Object.assign(header, { rows: undefined })), 'rows'],
  ['has an unknown key', altered(header => Object.assign(header, { colour: 'red' })), 'colour'],
  [
    'has a row with an unknown key',
    altered(header => Object.assign(rowOf(header, 1), { colour: 'red' })),
    'rows.1.colour',
  ],
  ['has a row without id', altered(header => Object.assign(rowOf(header, 1), { id: 7 })), 'rows.1.id'],
  ['has two rows with one id', altered(header => Object.assign(rowOf(header, 1), { id: 'one' })), 'rows.1'],
  [
    'has two rows with one key',
    altered(header => Object.assign(rowOf(header, 1), { kind: 'file', key: 'one' })),
    'rows.1',
  ],
  [
    'counts bytes that can’t be',
    altered(header => Object.assign(rowOf(header, 0), { asset: { name: '', type: '', bytes: -1 } })),
    'rows.0.asset.bytes',
  ],
  [
    'has a counter that can’t be',
    altered(header => Object.assign(header, { sequences: { ids: 1.5 } })),
    'sequences.ids',
  ],
  [
    'has a date beyond those that can be written',
    altered(header => Object.assign(rowOf(header, 1), { createdAt: 8.65e15 })),
    'rows.1.createdAt',
  ],
  [
    'has a date of the year 0',
    altered(header => Object.assign(rowOf(header, 1), { createdAt: Date.parse('0000-12-31T23:59:59Z') })),
    'rows.1.createdAt',
  ],
  [
    'has a type of two lines',
    altered(header => Object.assign(assetOf(header), { type: 'image/png\r\nx-evil: 1' })),
    'rows.0.asset.type',
  ],
  [
    'has a type that no header can have',
    altered(header => Object.assign(assetOf(header), { type: 'image/背景' })),
    'rows.0.asset.type',
  ],
  [
    'has a declared type of two lines',
    altered(header => Object.assign(assetOf(header), { declaredType: 'image/png\n' })),
    'rows.0.asset.declaredType',
  ],
  [
    'names a sha256 that is none',
    altered(header => Object.assign(assetOf(header), { sha256: 'abc' })),
    'rows.0.asset.sha256',
  ],
  [
    'names the sha256 of other bytes',
    altered(header => Object.assign(assetOf(header), { sha256: 'ab'.repeat(32) })),
    'rows.0.asset.sha256',
  ],
  [
    'has data that nothing could write any more',
    rewritten('{"any":["thing"]}', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    'rows.1',
  ],
  ['has rows twice', rewritten('"rows":', '"rows":[],"rows":'), 'rows'],
  ['has a comma too many', rewritten('"sequences"', ',"sequences"'), ''],
  ['has brackets that do not match', rewritten('["thing"]', '["thing"}'), ''],
  ['has a list in the place of all', Buffer.from('[]\n'), ''],
  ['has a text in the place of rows', altered(header => Object.assign(header, { rows: 'none' })), 'rows'],
  ['has something behind its first line’s end', Buffer.from('{} x\n'), ''],
  ['has a byte too many', Buffer.concat([smallState(), Buffer.from('x')]), ''],
  ['follows itself', Buffer.concat([smallState(), smallState()]), ''],
]

describe.each(['memory', 'a data directory'])('an import in %s', where => {
  it('takes the small file that the tests below break', async () => {
    const { url } = await setUp(where)
    expect((await importInto(url, smallState())).status).toBe(204)
    expectSameState(await exportOf(url), smallState())
  })

  it.each(broken)('of a file that %s is a 400, and changes nothing', async (_, state, path) => {
    const { url, expectUntouched } = await setUp(where)
    expectControlError(await importInto(url, state), { status: 400, path })
    await expectUntouched()
  })

  it('of a file that is cut off is a 400, wherever it is cut, and changes nothing', async () => {
    const source = await startTestServer()
    await fillWorld(source.url)
    const state = await exportOf(source.url)
    const { url, expectUntouched } = await setUp(where)
    const header = state.indexOf(0x0a)
    const even = Array.from({ length: 16 }, (_, n) => Math.floor((state.length * n) / 16))
    for (const length of [...even, 1, header, header + 1, header + 2, state.length - 1]) {
      const reply = await importInto(url, state.subarray(0, length))
      expectControlError(reply, { status: 400, code: 'invalid', path: '' })
      expect(reply.body, `${length} bytes`).toMatch(length > header ? /cut off/ : /cut off|no JSON/)
    }
    await expectUntouched()
    expect((await importInto(url, state)).status).toBe(204)
  })

  it('whose client goes away changes nothing', async () => {
    const { url, port, expectUntouched } = await setUp(where)
    const state = smallState()
    const connection = await RawConnection.open(port)
    connection.write(
      `PUT /_mock/state HTTP/1.1\r\nhost: x\r\ncontent-length: ${state.length}\r\nexpect: 100-continue\r\n\r\n`,
    )
    await connection.receives('100 Continue')
    await connection.writeAll(state.subarray(0, -1))
    connection.socket.resetAndDestroy()
    await connection.closed()
    await expectUntouched()
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
  })

  it('that is refused leaves its connection good for the next request', async () => {
    const { port } = await setUp(where)
    for (const state of [Buffer.from('hello\n'), smallState().subarray(0, -1), Buffer.alloc(0)]) {
      const connection = await RawConnection.open(port)
      connection.write(`PUT /_mock/state HTTP/1.1\r\nhost: x\r\ncontent-length: ${state.length}\r\n\r\n`)
      connection.write(state)
      expect((await connection.reply()).status).toBe(400)
      connection.write('GET /_mock/health HTTP/1.1\r\nhost: x\r\n\r\n')
      await connection.receives('"uptimeMs"')
      connection.socket.destroy()
    }
  })

  it('of a large file that its first line gives away is a 400 too', async () => {
    const { port, expectUntouched } = await setUp(where)
    const rest = Buffer.alloc(20 * MiB)
    const connection = await RawConnection.open(port)
    connection.write(`PUT /_mock/state HTTP/1.1\r\nhost: x\r\ncontent-length: ${3 + rest.length}\r\n\r\n{}\n`)
    await connection.writeAll(rest)
    expect((await connection.reply()).status).toBe(400)
    connection.write('GET /_mock/health HTTP/1.1\r\nhost: x\r\n\r\n')
    await connection.receives('"uptimeMs"')
    connection.socket.destroy()
    await expectUntouched()
  })

  it('for which there is no room is a 507, and changes nothing', async () => {
    const photo = fixture('photo.jpg').length
    const { url, expectUntouched } = await setUp(where, {
      memoryBytes: 2 * photo - 1,
      diskBytes: 2 * photo - 1,
    })
    expectControlError(await importInto(url, smallState()), { status: 507, code: 'storage-full', path: '' })
    await expectUntouched()
  })

  it.each([
    ['application/json', smallState(), 400, 'json'],
    ['application/json', Buffer.from('{"rows":[]}'), 415, 'content-type'],
    ['application/x-www-form-urlencoded', smallState(), 415, 'content-type'],
  ])('of type %s is refused, and changes nothing', async (type, state, status, path) => {
    const { url, expectUntouched } = await setUp(where)
    expectControlError(await importInto(url, state, type), { status, path })
    await expectUntouched()
  })
})

it('refuses an import into a namespace that can’t be one', async () => {
  const { url } = await startTestServer()
  const reply = await importInto(`${url}/ns/NOT_ONE`, smallState())
  expectControlError(reply, { status: 400, path: 'namespace' })
})
