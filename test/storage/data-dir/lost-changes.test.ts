import { readdirSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RunningCommand } from '../../helpers/cli.ts'
import { shownBy } from '../../helpers/shown.ts'
import { SlowUpload } from '../../helpers/slow-upload.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'

const UPLOADS = 8

const server = (dataDir: string) =>
  new RunningCommand(['--port', '0', '--json', '--log-level', 'warn', '--data-dir', dataDir])

/** Fills a data directory and kills the server; answers who uploaded. */
async function killedAfterUploads(dir: string): Promise<readonly SlowUpload[]> {
  const running = server(dir)
  const url = await running.ready()
  const uploads = Array.from({ length: UPLOADS }, (_, number) => new SlowUpload(url, number))
  for (const upload of uploads) expect(await upload.finish()).toBe(201)
  running.process.kill('SIGKILL')
  await running.ended()
  return uploads
}

const blobsBelow = (dir: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())

/** The messages of a log. */
const messagesOf = (log: string) =>
  log
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line).msg as string)

describe('a data directory whose server was killed', () => {
  it('is as it was, and the log says nothing', async () => {
    const dir = temporaryFolder()
    const uploads = await killedAfterUploads(dir)
    const again = server(dir)
    expect((await shownBy(await again.ready())).size).toBe(uploads.length)
    expect(messagesOf(again.stderr)).toEqual([])
    expect(readdirSync(dir)).not.toContain('unclaimed')
  })

  it.each([
    ['is empty', 0],
    ['lost its last quarter', 0.75],
    ['lost its last bytes', 0.999],
  ])('says in the log that changes are lost where SQLite’s log %s, and keeps the files', async (_, kept) => {
    const dir = temporaryFolder()
    const uploads = await killedAfterUploads(dir)
    const log = join(dir, 'uploadmock.db-wal')
    truncateSync(log, Math.floor(statSync(log).size * kept))
    const again = server(dir)
    const shown = await shownBy(await again.ready())
    expect(shown.size).toBeLessThan(uploads.length)
    for (const [owner, content] of shown)
      expect(uploads.find(one => one.owner === owner)?.bytes.equals(content)).toBe(true)
    const [lost, aside, ...others] = messagesOf(again.stderr)
    expect(lost).toMatch(
      /^\S+: the database has \d+ of \d+ changes: an older one was put back, or its last ones/,
    )
    expect(aside).toContain(`has ${uploads.length - shown.size} more files, which no row claims`)
    expect(others).toEqual([])
    expect(blobsBelow(join(dir, 'unclaimed'))).toHaveLength(uploads.length - shown.size)
  })
})
