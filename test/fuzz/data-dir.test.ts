import { expect, it } from 'vitest'
import { temporaryFolder } from '../helpers/temporary.ts'
import { fuzzDataDir } from './data-dir/rounds.ts'

it.each([1, 2])(
  'a data directory keeps what was answered, and nothing else, however its server ends: seed %i',
  async seed => {
    const { answered, ends } = await fuzzDataDir({ seed, rounds: 6, dir: temporaryFolder() })
    expect(answered).toBeGreaterThan(20)
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(6)
  },
  120_000,
)
