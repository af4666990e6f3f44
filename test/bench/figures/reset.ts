import { headOf, openConnection } from '../connection.ts'
import type { Part } from './figure.ts'
import { expectGood, fill, timed } from './tiny.ts'

const FILES = 1_000
const ROUNDS = 15

/** A reset between two tests. */
export const resetPart: Part = {
  name: 'reset of 1,000 files',
  measure: servers =>
    servers.with({}, async server => {
      const samples: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        await fill(server, FILES)
        const connection = await openConnection(server.port)
        // The connection's own beginning is no part of it.
        expectGood(await connection.exchange(headOf('GET', '/_mock/health')))
        const head = headOf('POST', '/_mock/reset', { 'content-length': 0 })
        samples.push(...(await timed(1, async () => expectGood(await connection.exchange(head)))))
        connection.close()
      }
      return [{ name: 'reset of 1,000 files', unit: 'ms', samples, target: { atMost: 2 } }]
    }),
}
