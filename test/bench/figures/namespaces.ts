import { median, ratios } from '../medians.ts'
import { runProgram, send } from '../send.ts'
import type { Server } from '../servers.ts'
import type { Part } from './figure.ts'

const MANY = 10_000
const ROUNDS = 5
const BYTE_ROUNDS = 3

/** Uploads that go round among many namespaces, against as many into one. */
export const namespaceRatePart: Part = {
  name: 'rate in 10,000 namespaces',
  measure: servers =>
    servers.with({}, one =>
      servers.with({}, async many => {
        const inOne: number[] = []
        const inMany: number[] = []
        // The first round warms up, and makes all of them live.
        for (let round = 0; round <= ROUNDS; round++) {
          const oneRate = await rate(one, 1, round)
          const manyRate = await rate(many, MANY, round)
          if (round === 0) continue
          inOne.push(oneRate)
          inMany.push(manyRate)
        }
        const beside = { 'a second in one': median(inOne), 'a second in 10,000': median(inMany) }
        const samples = ratios(inMany, inOne)
        return [
          { name: 'rate in 10,000 namespaces', unit: 'times', samples, target: { atLeast: 0.9 }, beside },
        ]
      }),
    ),
}

/** What a namespace costs that somebody once named. */
export const namespaceBytesPart: Part = {
  name: 'bytes of a namespace',
  async measure() {
    const samples: number[] = []
    for (let round = 0; round < BYTE_ROUNDS; round++)
      samples.push((await runProgram('library.js', ['namespaces'], ['--expose-gc'])) as number) // it prints one
    return [{ name: 'bytes of an empty namespace', unit: 'bytes', samples, target: { atMost: 2_000 } }]
  },
}

async function rate({ port }: Server, namespaces: number, round: number): Promise<number> {
  const { requests, seconds } = await send({
    port,
    path: '/ns/w{ns}/v2/users/u{n}/settings/virtual_backgrounds',
    headers: { authorization: 'Bearer test' },
    body: { kind: 'form', bytes: 100 },
    connections: 16,
    requests: MANY,
    first: round * MANY,
    namespaces,
  })
  return requests / seconds
}
