import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MiB } from '../../../src/core/units.ts'
import { lastEntry, listed } from '../../control/journal-client.ts'
import { RunningCommand } from '../../helpers/cli.ts'
import { formOf } from '../../helpers/form.ts'
import { startTestServer } from '../../helpers/server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const PRECHECK = '/upload_media_precheck'
const JSON_TYPE = { 'content-type': 'application/json' }
const URLENCODED = { 'content-type': 'application/x-www-form-urlencoded' }
const long = (length: number, letter = 'y') => letter.repeat(length)

type Request = RequestInit & { readonly path?: string }

const requests: readonly (readonly [string, () => Request])[] = [
  [
    'a user name in JSON',
    () => ({ headers: JSON_TYPE, body: JSON.stringify({ from: long(4e6), password: 'p' }) }),
  ],
  [
    'a user name in a form',
    () => ({ path: '/upload_media', body: formOf({ from: long(60_000), password: 'p' }) }),
  ],
  [
    'a user name in a body of parameters',
    () => ({ headers: URLENCODED, body: `password=p&from=${long(9e5)}` }),
  ],
  [
    'a content type that is announced',
    () => ({
      headers: JSON_TYPE,
      body: JSON.stringify({ from: 'a', password: 'p', content_type: long(1e6) }),
    }),
  ],
  [
    'a path and a query',
    () => ({ path: `/v2/users/${long(2_900)}/settings/x?owner=${long(9_000)}`, method: 'GET' }),
  ],
  ['a header', () => ({ headers: { ...JSON_TYPE, 'x-long': long(12_000) }, body: '{}' })],
  [
    'the name of a part and its file',
    () => ({
      path: '/upload_media',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: `--b\r\ncontent-disposition: form-data; name="${long(5_000)}"; filename="${long(5_000, 'z')}"\r\n\r\nx\r\n--b--\r\n`,
    }),
  ],
]

describe('an entry', () => {
  it.each(requests)('is small however long is %s', async (_, make) => {
    const { url } = await startTestServer()
    const { path = PRECHECK, ...request } = make()
    await (await fetch(url + path, { method: 'POST', ...request })).arrayBuffer()
    const entry = await lastEntry(url)
    expect(JSON.stringify(entry).length).toBeLessThan(25_000)
    expect(entry.owners.every(owner => owner.length <= 3_000)).toBe(true)
  })

  it('is found by an owner whose name it cut, and not by another one', async () => {
    const { url } = await startTestServer()
    const body = JSON.stringify({ from: long(5_000), password: 'p' })
    await (await fetch(url + PRECHECK, { method: 'POST', headers: JSON_TYPE, body })).arrayBuffer()
    const [entry] = (await listed(url)).items
    expect(entry?.credential?.id).toMatch(/^y{64}… \(5000 characters, [0-9a-f]{16}\)$/)
    const verified = async (match: object) => {
      const request = { method: 'POST', headers: JSON_TYPE, body: JSON.stringify({ match }) }
      return (await fetch(`${url}/_mock/verify`, request)).status
    }
    expect(await verified({ owner: long(5_000) })).toBe(200)
    expect(await verified({ credential: { id: long(5_000) } })).toBe(200)
    expect(await verified({ owner: long(5_001) })).toBe(422)
  })
})

describe('a server with little memory', () => {
  const HEAP_MB = 160

  async function start(limits = {}): Promise<string> {
    const dir = temporaryFolder()
    writeFileSync(join(dir, 'uploadmock.json'), JSON.stringify({ limits }))
    const env = { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` }
    return new RunningCommand(['--port', '0', '--json', '--log-level', 'silent'], { cwd: dir, env }).ready()
  }

  it.each([
    [
      'user names of 4 MB',
      80,
      () => requestOf(JSON_TYPE, JSON.stringify({ from: long(4 * MiB), password: 'p' })),
    ],
    [
      'long texts beside short user names',
      80,
      () => requestOf(JSON_TYPE, JSON.stringify({ from: 'a', password: 'p', description: long(4 * MiB) })),
    ],
    [
      'short fields of long bodies',
      300,
      () => requestOf(URLENCODED, `from=someone-with-a-name&password=p&description=${long(1e6)}`),
    ],
  ])(
    'lives through %s, and lists them',
    async (_, count, make) => {
      const url = await start()
      for (let n = 0; n < count; n++) await (await fetch(url + PRECHECK, make())).arrayBuffer()
      expect((await listed(url, '?limit=1000')).items).toHaveLength(count)
    },
    120_000,
  )

  it('lives through journals of many namespaces that are too many together, and says so', async () => {
    const url = await start({ journalTotalBytes: 16 * MiB })
    const fields = Array.from({ length: 100 }, (_, n) => [`field-${n}`, long(250)])
    const body = JSON.stringify({ from: 'a', password: 'p', ...Object.fromEntries(fields) })
    for (let n = 0; n < 100; n++)
      for (let i = 0; i < 60; i++)
        await (
          await fetch(`${url}/ns/n${n}${PRECHECK}`, { method: 'POST', headers: JSON_TYPE, body })
        ).arrayBuffer()
    expect(await listed(`${url}/ns/n0`)).toMatchObject({ items: [], evicted: 60 })
    expect((await listed(`${url}/ns/n99`, '?limit=1000')).items).toHaveLength(60)
  }, 120_000)
})

function requestOf(headers: { readonly [name: string]: string }, body: string): RequestInit {
  return { method: 'POST', headers: { ...headers }, body }
}
