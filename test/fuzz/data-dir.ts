import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fuzzDataDir } from './data-dir/rounds.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string' }, rounds: { type: 'string', default: '100' } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const rounds = Number(values.rounds)
const dir = mkdtempSync(join(tmpdir(), 'uploadmock-fuzz-'))

console.log(`seed ${seed}`)
try {
  const { answered, ends } = await fuzzDataDir({ seed, rounds, dir, say: line => console.log(line) })
  console.table(ends)
  console.log(`${answered} answers, and all is as it must be`)
  rmSync(dir, { recursive: true })
} catch (error) {
  console.error(error)
  console.error(`what is left is in ${dir}; try it again with: npm run fuzz:data-dir -- --seed ${seed}`)
  process.exitCode = 1
}
