import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = resolve(import.meta.dirname, '../src')

/** From the ground up: a layer may import those before it. What stands in one line may not import each other. */
const LAYERS: readonly (readonly string[])[] = [
  ['core', 'version'],
  ['client', 'storage', 'log-options'],
  ['media'],
  ['http'],
  ['vendors', 'control', 'page'],
  ['config-file', 'config-options'],
  ['config-yaml', 'config-schema'],
  ['config-paths'],
  ['config'],
  ['configured-policies', 'server-options'],
  ['app'],
  ['server'],
  ['index'],
  ['vitest'],
  ['cli'],
  ['launch'],
  ['main'],
]

/** What a room inside a layer may import of its own layer; `''` is the layer's own files. A room may import itself. */
const ROOMS: { readonly [layer: string]: { readonly [room: string]: readonly string[] } } = {
  http: {
    findings: [],
    request: [],
    body: ['request'],
    'vendor-kit': ['findings', 'request', 'body'],
    'handler-kit': ['request', 'body', 'vendor-kit'],
    recording: ['findings', 'request', 'body', 'vendor-kit'],
    refusal: ['findings', 'request', 'body', 'vendor-kit', 'recording'],
    fault: ['request', 'body', 'vendor-kit', 'refusal'],
    '': ['findings', 'request', 'body', 'vendor-kit', 'handler-kit', 'recording', 'refusal', 'fault'],
  },
  storage: {
    'driver-kit': [''],
    memory: ['', 'driver-kit'],
    files: ['', 'driver-kit'],
    sqlite: ['', 'driver-kit'],
    postgres: ['', 'driver-kit'],
    s3: ['', 'driver-kit'],
    'data-dir': ['', 'files', 'sqlite'],
    replicas: ['', 'postgres', 's3'],
    state: ['', 'driver-kit'],
    // `open.ts`, which chooses, and no other.
    '': ['driver-kit', 'memory', 'data-dir', 'replicas'],
  },
  control: {
    assets: [''],
    documents: [''],
    faults: [''],
    namespaces: [''],
    requests: [''],
    server: [''],
    // `routes.ts` and `event-routes.ts`, which gather them.
    '': ['assets', 'documents', 'faults', 'namespaces', 'requests', 'server'],
  },
}

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

function roomInside(file: string): string {
  const [, room = '', ...rest] = file.split('/')
  return rest.length === 0 ? '' : room
}

/** The files of one circle of imports, types included; none where there is no circle. */
function circle(): readonly string[] {
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const { to } of own.filter(({ from }) => from === file)) {
      const found = walk(to, [...path, file])
      if (found.length > 0) return found
    }
    done.add(file)
    return []
  }
  for (const file of files) {
    const found = walk(file, [])
    if (found.length > 0) return found
  }
  return []
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

  it.each(Object.entries(ROOMS))('lets a room of %s import only those that it may know', (layer, rooms) => {
    const present = files.filter(file => file.startsWith(`${layer}/`)).map(roomInside)
    expect([...new Set(present)].filter(room => !(room in rooms))).toEqual([])
    const inside = own.filter(({ from, to }) => from.startsWith(`${layer}/`) && to.startsWith(`${layer}/`))
    expect(inside.length).toBeGreaterThan(20)
    const strays = inside.filter(({ from, to }) => {
      const [a, b] = [roomInside(from), roomInside(to)]
      return a !== b && rooms[a]?.includes(b) !== true
    })
    expect(strays).toEqual([])
  })

  it('has the interfaces of stores know no driver', () => {
    const knowing = own.filter(
      ({ from, to }) => roomInside(from) === '' && from !== 'storage/open.ts' && roomInside(to) !== '',
    )
    expect(knowing.filter(({ from }) => from.startsWith('storage/'))).toEqual([])
  })

  it('has no circle of imports, types included', () => {
    expect(circle()).toEqual([])
  })

  it.each([
    [
      'fastify',
      /^(?:http\/(?!findings\/)|(?:vendors|control|page|app|server|server-options)\b)/,
      /^(?:fastify|fastify-type-provider-zod|@fastify\/.*)$/,
    ],
    ['@fastify/multipart', /^http\/body\/multipart-parser\.ts$/, /^@fastify\/multipart$/],
    [
      'the file system',
      /^(?:storage\/|config-file\.ts$|cli\/|page\/routes\.ts$|launch\.ts$)/,
      /^node:fs(?:\/promises)?$/,
    ],
    ['the database driver', /^storage\/sqlite\/database\.ts$/, /^libsql$/],
    ['the driver of PostgreSQL', /^storage\/postgres\/(?:database|listener)\.ts$/, /^pg$/],
    ['sharp', /^media\/image\.ts$/, /^sharp$/],
    ['the AWS SDK', /^storage\/s3\/bucket\.ts$/, /^@aws-sdk\//],
  ])('keeps %s in its place', (_, allowed, module) => {
    const strays = imports.filter(({ from, to }) => module.test(to) && !allowed.test(from))
    // Types of Fastify have no weight at run time, but below `http` nobody knows it at all.
    expect(strays).toEqual([])
  })

  it('has vendors know no concrete store', () => {
    const concrete = /^storage\/(?!records\.ts|blobs\.ts)/
    expect(own.filter(({ from, to }) => from.startsWith('vendors/') && concrete.test(to))).toEqual([])
  })

  it('has the page in the browser know of the rest only what needs no Node', () => {
    const isOf = (layer: string) => (file: string) => file.startsWith(layer)
    const known = own.filter(({ from, to }) => isOf('page/client/')(from) && !isOf('page/client/')(to))
    const borrowed = new Set(known.map(({ to }) => to))
    expect(borrowed.size).toBeGreaterThan(3)
    expect([...borrowed].filter(file => !/^(?:core|client)\//.test(file))).toEqual([])
    const behind = own.filter(({ from }) => isOf('client/')(from) && borrowed.has(from))
    expect(behind.filter(({ to }) => !isOf('core/')(to))).toEqual([])
    const packages = imports.filter(({ from, to }) => borrowed.has(from) && !to.startsWith('.'))
    expect(packages).toEqual([])
  })

  it('reads the environment in one place', () => {
    const readers = files.filter(file => readFileSync(join(SRC, file), 'utf8').includes('process.env'))
    expect(readers).toEqual(['config.ts'])
  })

  it('names in one place what leads to the control API and into namespaces', () => {
    const code = (file: string) =>
      readFileSync(join(SRC, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
    const namers = files.filter(file => /\/_mock|\/ns\b|_ns_/.test(code(file)))
    expect(namers).toEqual(['core/namespace.ts'])
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

  it('has rooms that one can take in at a glance, for tests too', () => {
    const tests = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    const rooms = [...files, ...tests.filter(file => file.endsWith('.ts')).map(file => join('test', file))]
    const sizes = new Map<string, number>()
    for (const file of rooms) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1)
    expect(sizes.size).toBeGreaterThan(40)
    expect([...sizes].filter(([, size]) => size > 20)).toEqual([])
  })

  it('keeps the top level to what was agreed', () => {
    const agreed = [
      'src',
      'test',
      'fixtures',
      'findings',
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
