import { headOf, openConnection } from './connection.ts'

// The built library, as a test file imports it.
const { startUploadmock } = (await import(
  new URL('../index.js', import.meta.url).href
)) as typeof import('../../src/index.ts')

const STARTS = 10
const NAMESPACES = 10_000

/** What is measured of the library, in a process that does nothing else; each answers what is printed. */
const MEASURES: { readonly [name: string]: () => Promise<unknown> } = {
  /** How long each start takes, in milliseconds. */
  async starts() {
    const tookMs: number[] = []
    for (let start = 0; start < STARTS; start++) {
      const started = performance.now()
      const mock = await startUploadmock()
      tookMs.push(performance.now() - started)
      await mock.close()
    }
    return tookMs
  },

  /** What a namespace costs that holds nothing, in bytes of this process's memory. Needs `--expose-gc`. */
  async namespaces() {
    const mock = await startUploadmock()
    const connection = await openConnection(mock.port)
    const open = async (name: string) => {
      const { status } = await connection.exchange(headOf('GET', `/ns/${name}/_mock/assets`))
      if (status !== 200) throw new Error(`${name} answered ${status}`)
    }
    // The code is compiled, and every cache that is bounded full, before the first look.
    for (let n = 0; n < NAMESPACES; n++) await open('warm')
    const before = heldBytes()
    for (let n = 0; n < NAMESPACES; n++) await open(`empty-${n}`)
    const after = heldBytes()
    connection.close()
    await mock.close()
    return (after - before) / NAMESPACES
  },
}

/** What can be reached after a collection; the resident set would tell of pages that are free again. */
function heldBytes(): number {
  for (let pass = 0; pass < 3; pass++) globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const measure = MEASURES[process.argv[2] ?? '']
if (measure === undefined) throw new Error(`no measure ${process.argv[2]}`)
process.stdout.write(JSON.stringify(await measure()))
