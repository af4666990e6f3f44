import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')

/** From the ground up: a layer may import those before it. What stands in one line may not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['core', 'version'],
  ['storage'],
  ['media'],
  ['http'],
  ['vendors', 'control', 'page'],
  ['config-file', 'config-options'],
  ['config-yaml'],
  ['config'],
  ['configured-policies', 'server-options'],
  ['app'],
  ['server'],
  ['client'],
  ['index'],
  ['vitest'],
  ['cli'],
  ['launch'],
  ['main'],
]

interface Import {
  readonly from: string
  readonly to: string
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .sort()

/** Read by hand: TypeScript 7 has no JavaScript API. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(SRC, file), 'utf8')
  const statements = text.matchAll(
    /^(?:import|export)\s[^'"]*?from '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm,
  )
  return [...statements].map(found => found[1] ?? found[2] ?? found[3] ?? '')
}

const imports: readonly Import[] = files.flatMap(from => importsOf(from).map(to => ({ from, to })))

const own = imports
  .filter(({ to }) => to.startsWith('.'))
  .map(({ from, to }) => ({ from, to: relative(SRC, resolve(SRC, dirname(from), to)) }))

function layerOf(file: string): number {
  const name = file.split('/')[0]?.replace(/\.ts$/, '') ?? ''
  return LAYERS.findIndex(layer => layer.includes(name))
}

function roomOf(file: string): string {
  const [layer = '', room = ''] = file.split('/')
  return layer === 'vendors' && file.split('/').length > 2 ? `${layer}/${room}` : layer
}

describe('the architecture', () => {
  it('reads every file and its imports', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(own.length).toBeGreaterThan(150)
    expect(files.filter(file => layerOf(file) < 0)).toEqual([])
  })

  it('lets a layer import only those below it', () => {
    const upward = own.filter(({ from, to }) => layerOf(to) > layerOf(from))
    expect(upward).toEqual([])
  })

  it('keeps siblings apart: vendors, the control API and the page', () => {
    const index = 'vendors/index.ts'
    const across = own.filter(
      ({ from, to }) => layerOf(from) === layerOf(to) && roomOf(from) !== roomOf(to) && from !== index,
    )
    expect(across).toEqual([])
  })

  it.each([
    [
      'fastify',
      /^(?:http|vendors|control|page|app|server|server-options)\b/,
      /^(?:fastify|fastify-type-provider-zod|@fastify\/.*)$/,
    ],
    ['@fastify/multipart', /^http\/form\.ts$/, /^@fastify\/multipart$/],
    [
      'the file system',
      /^(?:storage\/|config-file\.ts$|cli\/|page\/routes\.ts$|launch\.ts$)/,
      /^node:fs(?:\/promises)?$/,
    ],
    ['the database driver', /^storage\/sqlite-database\.ts$/, /^libsql$/],
    ['the driver of PostgreSQL', /^storage\/postgres(?:-listener)?\.ts$/, /^pg$/],
    ['sharp', /^media\/image\.ts$/, /^sharp$/],
    ['the AWS SDK', /^storage\/s3-bucket\.ts$/, /^@aws-sdk\//],
  ])('keeps %s in its place', (_, allowed, module) => {
    const strays = imports.filter(({ from, to }) => module.test(to) && !allowed.test(from))
    // Types of Fastify have no weight at run time, but below `http` nobody knows it at all.
    expect(strays).toEqual([])
  })

  it('has vendors know no concrete store', () => {
    const concrete = /^storage\/(?!records\.ts|blobs\.ts)/
    expect(own.filter(({ from, to }) => from.startsWith('vendors/') && concrete.test(to))).toEqual([])
  })

  it('reads the environment in one place', () => {
    const readers = files.filter(file => readFileSync(join(SRC, file), 'utf8').includes('process.env'))
    expect(readers).toEqual(['config.ts'])
  })

  it('imports zod so that the bundle keeps what is used of it', () => {
    const whole = files.filter(file =>
      /^import (?:type )?\{ z \}/m.test(readFileSync(join(SRC, file), 'utf8')),
    )
    expect(whole).toEqual([])
  })

  it('keeps no state in modules', () => {
    // Of the page's own modules each document has a set: there is no other to share them with.
    const shared = files.filter(file => !file.startsWith('page/client/'))
    const loose = shared.filter(file => /^(?:export )?let /m.test(readFileSync(join(SRC, file), 'utf8')))
    expect(loose).toEqual([])
  })

  it('has files that one can read at a sitting', () => {
    const long = files.filter(file => readFileSync(join(SRC, file), 'utf8').split('\n').length > 220)
    expect(long).toEqual([])
  })

  it('keeps the top level to what was agreed', () => {
    const agreed = [
      'src',
      'test',
      'fixtures',
      'openapi',
      '.ci',
      '.github',
      '.git',
      'node_modules',
      'dist',
      'coverage',
    ]
    const folders = readdirSync(resolve(SRC, '..'), { withFileTypes: true }).filter(entry =>
      entry.isDirectory(),
    )
    expect(folders.map(folder => folder.name).filter(name => !agreed.includes(name))).toEqual([])
  })
})
