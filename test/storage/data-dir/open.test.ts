import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { describe, expect, it, onTestFinished } from 'vitest'
import { DatabaseUnusable } from '../../../src/storage/errors.ts'
import type { Stores } from '../../../src/storage/stores.ts'
import { blobKey, namedByWords } from '../../contracts/blob-keys.ts'
import { facts, newRow, ownerIn, put } from '../../contracts/records.ts'
import { allOf, inChunks, sampleBytes } from '../../contracts/sample-bytes.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { openOwnStores } from '../own-stores.ts'

const MARK = 'uploadmock-data.json'
const DATABASE = 'uploadmock.db'

/** Opens a data directory; `lines` are what an operator is told. */
async function open(dataDir: string) {
  const lines: string[] = []
  const stores = await openOwnStores({ dataDir, warn: line => lines.push(line) })
  const blobs = namedByWords(stores.blobs)
  let isClosed = false
  const close = async () => {
    if (isClosed) return
    isClosed = true
    await blobs.close()
    await stores.records.close()
  }
  onTestFinished(close)
  return { ...stores, blobs, lines, close }
}

/** Keeps an asset in `default`, its blob named by a word. */
async function keep({ records, blobs }: Stores, name: string): Promise<void> {
  const namespace = await records.open('default')
  await blobs.put(`default/1/${name}`, inChunks(sampleBytes(100)))
  await put(
    records,
    ownerIn(namespace),
    newRow('image', name, { asset: facts(blobKey(`default/1/${name}`)) }),
  )
}

const namesIn = async ({ blobs }: Stores) =>
  [...(await allOf(blobs.keys()))].map(key => key.replace('default/1/', '')).sort()

/** Opens a data directory, keeps assets in it and closes it. */
async function run(dir: string, ...names: readonly string[]): Promise<void> {
  const stores = await open(dir)
  for (const name of names) await keep(stores, name)
  await stores.close()
}

const filesIn = (dir: string) => readdirSync(dir, { recursive: true, encoding: 'utf8' }).sort()

/** Expects a refusal of one line, and nothing changed. */
async function expectRefused(dir: string, pattern: RegExp): Promise<void> {
  const before = existsSync(dir) ? filesIn(dir) : []
  const error = await openOwnStores({ dataDir: dir }).then(
    () => undefined,
    (refused: unknown) => refused,
  )
  expect(error).toBeInstanceOf(DatabaseUnusable)
  const { message } = error as DatabaseUnusable
  expect(message).toMatch(pattern)
  expect(message).not.toContain('\n')
  expect(filesIn(dir)).toEqual(before)
}

describe('a folder that is no data directory', () => {
  it.each([
    ['has files of somebody else', ['tmp/a', 'blobs/b']],
    ['is a project', ['package.json', 'src/index.ts']],
    ['has blobs and no database', [`blobs/${blobKey('default/1/one')}`]],
    ['has an empty database', [DATABASE, `blobs/${blobKey('default/1/one')}`]],
  ])('is refused, and left as it is: one that %s', async (_, files) => {
    const dir = temporaryFolder()
    for (const file of files) {
      mkdirSync(join(dir, file, '..'), { recursive: true })
      writeFileSync(join(dir, file), file === DATABASE ? '' : 'theirs')
    }
    await expectRefused(dir, /has files and is no data directory of uploadmock's/)
  })

  it.each([
    [
      'has another program’s database',
      'CREATE TABLE rows (x); PRAGMA user_version = 1',
      /another program's database/,
    ],
    ['has a database of nothing', 'VACUUM', /no database of uploadmock's/],
  ])('is refused: one that %s', async (_, sql, pattern) => {
    const dir = temporaryFolder()
    const database = new Database(join(dir, DATABASE))
    database.exec(sql)
    database.close()
    await expectRefused(dir, pattern)
  })

  it('is refused where its database is none', async () => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, DATABASE), 'a text that is long enough to be asked for a header '.repeat(10))
    await expectRefused(dir, /can't open .*uploadmock\.db/)
  })

  it('is refused where it is a symbolic link', async () => {
    const target = temporaryFolder()
    const link = join(temporaryFolder(), 'link')
    symlinkSync(target, link)
    await expectRefused(link, /link is a symbolic link/)
    expect(readdirSync(target)).toEqual([])
  })

  it.each(['blobs', 'tmp', DATABASE, `${DATABASE}-wal`, `${DATABASE}-reserve`, MARK, 'unclaimed'])(
    'is refused where its %s is a symbolic link',
    async name => {
      const dir = temporaryFolder()
      await run(dir, 'one')
      const elsewhere = join(temporaryFolder(), name)
      if (existsSync(join(dir, name))) cpSync(join(dir, name), elsewhere, { recursive: true })
      rmSync(join(dir, name), { recursive: true, force: true })
      symlinkSync(elsewhere, join(dir, name))
      await expectRefused(dir, new RegExp(`/${name} is a symbolic link`))
    },
  )

  it.each([
    [
      'a newer version’s',
      '{"format":"uploadmock-data","version":2,"epoch":7}',
      /a newer version of uploadmock/,
    ],
    ['another program’s', '{"name":"x"}', /uploadmock-data\.json is none of uploadmock's/],
    ['no JSON', 'hello', /uploadmock-data\.json is none of uploadmock's/],
  ])('is refused where its mark is %s', async (_, mark, pattern) => {
    const dir = temporaryFolder()
    await run(dir, 'one')
    writeFileSync(join(dir, MARK), mark)
    await expectRefused(dir, pattern)
  })
})

describe('a data directory', () => {
  it('is marked at its first use, with format and version', async () => {
    const dir = join(temporaryFolder(), 'new')
    await run(dir)
    expect(JSON.parse(readFileSync(join(dir, MARK), 'utf8'))).toMatchObject({
      format: 'uploadmock-data',
      version: 1,
    })
  })

  it.each([
    ['is empty', [], ''],
    ['is a volume that was just made', ['lost+found'], ''],
    ['was being made when the power went', [], MARK],
  ])('may be a folder that %s', async (_, folders, emptyFile) => {
    const dir = temporaryFolder()
    for (const folder of folders) mkdirSync(join(dir, folder))
    if (emptyFile !== '') writeFileSync(join(dir, emptyFile), '')
    await run(dir, 'one')
    const again = await open(dir)
    expect(await namesIn(again)).toEqual(['one'])
    expect(again.lines).toEqual([])
  })

  it('of a version that made no mark is known by its database, and marked', async () => {
    const dir = temporaryFolder()
    await run(dir, 'one', 'two')
    rmSync(join(dir, MARK))
    asFirstVersion(join(dir, DATABASE))
    const stores = await open(dir)
    expect(await namesIn(stores)).toEqual(['one', 'two'])
    expect(stores.lines).toEqual([])
    await stores.close()
    expect(existsSync(join(dir, MARK))).toBe(true)
    expect(await namesIn(await open(dir))).toEqual(['one', 'two'])
  })

  it('of such a version keeps what no row claims, since nobody counted changes', async () => {
    const dir = temporaryFolder()
    await run(dir, 'one')
    rmSync(join(dir, MARK))
    asFirstVersion(join(dir, DATABASE))
    const stray = blobKey('default/1/stray')
    writeFileSync(join(dir, 'blobs', stray), 'stray')
    const { lines } = await open(dir)
    expect(lines).toEqual([`${join(dir, 'unclaimed')} has 1 more files, which no row claims`])
    expect(readFileSync(join(dir, 'unclaimed', stray), 'utf8')).toBe('stray')
  })
})

describe('a database that is older than its blobs', () => {
  const copyOf = (dir: string) => {
    const copy = join(temporaryFolder(), 'copy.db')
    cpSync(join(dir, DATABASE), copy, { preserveTimestamps: true })
    return copy
  }
  const putBack = (dir: string, copy: string) =>
    cpSync(copy, join(dir, DATABASE), { preserveTimestamps: true })
  const aside = (dir: string) => join(dir, 'unclaimed', blobKey('default/1/two'))

  it('takes no blob with it, and is told of in the log', async () => {
    const dir = temporaryFolder()
    await run(dir, 'one')
    const older = copyOf(dir)
    await run(dir, 'two')
    putBack(dir, older)
    const stores = await open(dir)
    expect(await namesIn(stores)).toEqual(['one'])
    expect(stores.lines).toEqual([
      `${dir}: the database has 2 of 3 changes: an older one was put back, or its last ones were lost`,
      `${join(dir, 'unclaimed')} has 1 more files, which no row claims`,
    ])
    expect(readFileSync(aside(dir)).equals(sampleBytes(100))).toBe(true)
  })

  it('takes none at later starts either, whatever is done meanwhile', async () => {
    const dir = temporaryFolder()
    await run(dir, 'one')
    const older = copyOf(dir)
    await run(dir, 'two')
    putBack(dir, older)
    await run(dir, 'three', 'four', 'five')
    await run(dir)
    const stores = await open(dir)
    expect(stores.lines).toEqual([])
    expect(await namesIn(stores)).toEqual(['five', 'four', 'one', 'three'])
    expect(existsSync(aside(dir))).toBe(true)
  })

  it('gives the blobs back to the newer one when that is put back, and keeps those that came meanwhile', async () => {
    const dir = temporaryFolder()
    await run(dir, 'one')
    const older = copyOf(dir)
    await run(dir, 'two')
    const newer = copyOf(dir)
    putBack(dir, older)
    await run(dir, 'three')
    putBack(dir, newer)
    const stores = await open(dir)
    expect(await namesIn(stores)).toEqual(['one', 'two'])
    expect(stores.lines.at(-1)).toBe(`1 files that rows claim again are back from ${join(dir, 'unclaimed')}`)
    expect(existsSync(aside(dir))).toBe(false)
    expect(existsSync(join(dir, 'unclaimed', blobKey('default/1/three')))).toBe(true)
  })

  it('is one also that has the same number by chance', async () => {
    const dir = temporaryFolder()
    await run(dir, 'one')
    const older = copyOf(dir)
    await run(dir, 'two')
    const newer = copyOf(dir)
    putBack(dir, older)
    await run(dir)
    const moved = copyOf(dir)
    putBack(dir, newer)
    await run(dir)
    putBack(dir, moved)
    await run(dir)
    expect(existsSync(aside(dir))).toBe(true)
  })

  it.each([
    ['missing', (dir: string) => rmSync(join(dir, DATABASE))],
    ['emptied', (dir: string) => truncateSync(join(dir, DATABASE), 0)],
  ])('is one that is %s', async (_, spoil) => {
    const dir = temporaryFolder()
    await run(dir, 'one', 'two')
    spoil(dir)
    const stores = await open(dir)
    expect(stores.lines[0]).toContain('the database has 0 of 3 changes')
    expect(filesIn(join(dir, 'unclaimed')).filter(file => file.length > 20)).toHaveLength(2)
    expect(await namesIn(stores)).toEqual([])
  })
})

/** Takes back what the schema's second version added. */
function asFirstVersion(file: string): void {
  const database = new Database(file)
  database.exec('DROP TABLE changes; PRAGMA user_version = 1')
  database.close()
}
