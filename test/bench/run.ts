import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { shownFigure } from './figures/figure.ts'
import { PARTS } from './figures/index.ts'
import { measureRates, RATES, shownRates } from './rates.ts'
import { Servers } from './servers.ts'

const ROUNDS = Number(process.env.ROUNDS ?? 5)
const ONLY = process.env.ONLY?.split(',')

async function main(servers: Servers): Promise<void> {
  const results = []
  for (const one of RATES.filter(isChosen).filter(canBeMeasured))
    results.push(await measureRates(one, servers, ROUNDS))
  await servers.stopNamed()
  const figures = []
  for (const part of PARTS.filter(isChosen).filter(canBeMeasured))
    figures.push(...(await part.measure(servers)))

  if (results.length > 0) console.table(Object.fromEntries(results.map(one => [one.name, shownRates(one)])))
  if (figures.length > 0) console.table(Object.fromEntries(figures.map(one => [one.name, shownFigure(one)])))
  for (const over of new Set(figures.flatMap(one => one.over ?? []))) console.log(`over ${over}`)
  const report = { node: process.version, cpus: cpus().length, rounds: ROUNDS, results, figures }
  const file = process.env.OUT ?? join(import.meta.dirname, '../bench.json')
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`)
}

function isChosen({ name }: { readonly name: string }): boolean {
  return ONLY === undefined || ONLY.some(part => name.includes(part))
}

/** Says so where it can't. */
function canBeMeasured({
  name,
  skip,
}: {
  readonly name: string
  readonly skip?: string | undefined
}): boolean {
  if (skip !== undefined) console.log(`${name}: not measured, ${skip}`)
  return skip === undefined
}

const servers = new Servers()
try {
  await main(servers)
} finally {
  await servers.close()
}
