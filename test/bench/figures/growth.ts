import { openConnection } from '../connection.ts'
import { median, ratios } from '../medians.ts'
import type { OwnOptions, Server, Servers } from '../servers.ts'
import type { Figure, Part } from './figure.ts'
import { fill, timedGets, timedUploads } from './tiny.ts'

const FEW = 100
const MANY = 100_000
const WARM_UP = 10_000
const JOURNAL_ENTRIES = 1_000
const BLOCK = 500
const ROUNDS = 7
const LISTS = 40

/** Whether the hundred-thousandth upload is like the hundredth; and how such a heap is listed. In memory. */
export const growthPart: Part = {
  name: 'growth in memory',
  measure: servers => growth(servers, 'in memory', {}),
}

/** The same with a data directory. */
export const diskGrowthPart: Part = {
  name: 'growth on disk',
  measure: servers => growth(servers, 'on disk', { dataDir: true }),
}

function growth(servers: Servers, where: string, options: OwnOptions): Promise<readonly Figure[]> {
  return servers.with(options, small =>
    servers.with(options, async big => {
      // Both have run hot, and both journals let go of an entry for each that comes.
      await fill(small, WARM_UP)
      const files = await fill(big, MANY)
      const shortfall = files === MANY ? '' : `, of which there was time for ${files}`
      return [await uploads(small, big, where + shortfall), await pages(big, files, where + shortfall)]
    }),
  )
}

/** Blocks of uploads into a server that holds few files and into one that holds many, in turn. */
async function uploads(small: Server, big: Server, where: string): Promise<Figure> {
  const few: number[] = []
  const many: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    await emptyTo(small, FEW)
    const fewMs = await blockMs(small, round)
    const manyMs = await blockMs(big, round)
    if (round === 0) continue
    few.push(fewMs)
    many.push(manyMs)
  }
  const beside = { 'ms with few': median(few), 'ms with many': median(many) }
  return {
    name: `upload number 100,000 to number 100, ${where}`,
    unit: 'times',
    samples: ratios(many, few),
    target: { atMost: 1.15 },
    beside,
  }
}

/** Leaves so many files, and a journal that is full. */
async function emptyTo(server: Server, files: number): Promise<void> {
  await fetch(`http://127.0.0.1:${server.port}/_mock/reset`, { method: 'POST' })
  await timedGets(server, '/v2/users/me', JOURNAL_ENTRIES)
  await fill(server, files)
}

async function blockMs(server: Server, round: number): Promise<number> {
  const connection = await openConnection(server.port)
  const tookMs = await timedUploads(connection, BLOCK, `block${round}`)
  connection.close()
  return median(tookMs)
}

/** The slower of the first page and one from the middle. */
async function pages(server: Server, files: number, where: string): Promise<Figure> {
  const first = await timedGets(server, '/_mock/assets', LISTS)
  const middle = await timedGets(server, `/_mock/assets?after=${Math.floor(files / 2)}`, LISTS)
  return {
    name: `page of 100,000 assets, ${where}`,
    unit: 'ms',
    samples: median(first) > median(middle) ? first : middle,
    target: { atMost: 20 },
    beside: { 'ms of the first': median(first), 'ms in the middle': median(middle) },
  }
}
