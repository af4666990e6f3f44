import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { RunningCommand } from '../helpers/cli.ts'
import { assetsOf } from '../helpers/server.ts'
import { shownBy } from '../helpers/shown.ts'
import { SlowUpload } from '../helpers/slow-upload.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const ROOT = resolve(import.meta.dirname, '../..')

beforeAll(() => {
  if (!existsSync(join(ROOT, 'dist/main.js'))) execFileSync('npm', ['run', 'build'], { cwd: ROOT })
}, 120_000)

const server = (dataDir: string) =>
  new RunningCommand(['--port', '0', '--json', '--log-level', 'silent', '--data-dir', dataDir])

const drafts = (dir: string) => readdirSync(join(dir, 'tmp'))
const numbers = Array.from({ length: 20 }, (_, i) => i)

describe('a server that is killed during uploads', () => {
  it('has after its next start all that it answered with 201, and nothing that is not whole', async () => {
    const dir = temporaryFolder()
    const first = server(dir)
    const url = await first.ready()
    const uploads = numbers.map(number => new SlowUpload(url, number))
    const [early, racing, late] = [uploads.slice(0, 6), uploads.slice(6, 13), uploads.slice(13)]

    for (const status of await Promise.all(early.map(upload => upload.finish()))) expect(status).toBe(201)
    await vi.waitFor(() => expect(drafts(dir)).toHaveLength(racing.length + late.length), 10_000)
    // Killed at the first of seven answers, so that the others are anywhere between bytes and row.
    await Promise.race(racing.map(upload => upload.finish()))
    first.process.kill('SIGKILL')
    await first.ended()
    expect(first.process.signalCode).toBe('SIGKILL')

    const statuses = await Promise.all(uploads.map(upload => upload.status))
    const answered = uploads.filter((_, i) => statuses[i] === 201)
    expect(answered.length).toBeGreaterThan(early.length)

    const shown = await shownBy(await server(dir).ready())
    expect([...shown.keys()]).toEqual(expect.arrayContaining(answered.map(upload => upload.owner)))
    for (const [owner, content] of shown) {
      const upload = uploads.find(one => one.owner === owner)
      expect(upload?.bytes.equals(content)).toBe(true)
    }
    for (const upload of late) expect(shown.has(upload.owner)).toBe(false)
    expect(drafts(dir)).toEqual([])
    const stored = readdirSync(join(dir, 'blobs'), { recursive: true, withFileTypes: true })
    expect(stored.filter(entry => entry.isFile())).toHaveLength(shown.size)
  }, 60_000)

  it('can be killed and started again and again', async () => {
    const dir = temporaryFolder()
    for (const round of [0, 1, 2]) {
      const running = server(dir)
      const url = await running.ready()
      const shown = await shownBy(url)
      expect([...shown.keys()].sort()).toEqual(numbers.slice(0, round).map(number => `user:u${number}`))
      const kept = new SlowUpload(url, round)
      const lost = new SlowUpload(url, 10 + round)
      expect(await kept.finish()).toBe(201)
      await vi.waitFor(() => expect(drafts(dir)).toHaveLength(1), 10_000)
      running.process.kill('SIGKILL')
      await running.ended()
      expect(await lost.status).toBeUndefined()
    }
    const shown = await shownBy(await server(dir).ready())
    expect([...shown.keys()].sort()).toEqual(['user:u0', 'user:u1', 'user:u2'])
    expect(drafts(dir)).toEqual([])
  }, 60_000)
})

it('keeps everything over a clean restart', async () => {
  const dir = temporaryFolder()
  const first = server(dir)
  const url = await first.ready()
  const uploads = numbers.map(number => new SlowUpload(url, number))
  for (const status of await Promise.all(uploads.map(upload => upload.finish()))) expect(status).toBe(201)
  const before = await assetsOf(url)
  first.process.kill('SIGTERM')
  expect(await first.ended()).toBe(0)

  const again = await server(dir).ready()
  expect(await assetsOf(again)).toEqual(before)
  const shown = await shownBy(again)
  expect(shown.size).toBe(uploads.length)
  for (const { owner, bytes } of uploads) expect(shown.get(owner)?.equals(bytes)).toBe(true)
  expect(drafts(dir)).toEqual([])
}, 60_000)

it('lets an upload end that runs while it is told to stop, and keeps it', async () => {
  const dir = temporaryFolder()
  const first = server(dir)
  const url = await first.ready()
  const upload = new SlowUpload(url, 1)
  await vi.waitFor(() => expect(drafts(dir)).toHaveLength(1), 10_000)
  first.process.kill('SIGTERM')
  expect(await upload.finish()).toBe(201)
  expect(await first.ended()).toBe(0)
  const shown = await shownBy(await server(dir).ready())
  expect(shown.get(upload.owner)?.equals(upload.bytes)).toBe(true)
}, 60_000)
