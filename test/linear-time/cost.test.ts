import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { controlExamples } from '../../src/control/examples.ts'
import type { Vendor } from '../../src/http/vendor-kit/vendor.ts'
import { vendors } from '../../src/vendors/index.ts'
import { startTestServer } from '../helpers/server.ts'
import { misbehaviour } from './cost.ts'
import { patternsBelow } from './pattern-literals.ts'
import { type WorstCase, worstOfExample } from './worst-requests.ts'
import { worstBodies, worstForms } from './worst-shapes.ts'
import { worstTokens } from './worst-tokens.ts'

const tokens = worstTokens(patternsBelow(resolve(import.meta.dirname, '../../src')).literals)
/** What made patterns of ours slow once. */
const PIECES = [' ', '"\\', '://?']
/** A place for each kind of reader: there every token stands once. */
const READERS: readonly (readonly [operation: string, place: string])[] = [
  ['precheckUpload', 'parameter description'],
  ['updateDeviceSettings', 'member customizations.mpp.background.image'],
  ['updateDeviceSettings', 'a header'],
  ['listDevices', 'query'],
  ['uploadMedia', 'the content of file'],
  ['uploadMedia', 'the file name of file'],
  ['uploadMedia', 'its credential'],
  ['ImportWorkspaceMedia', 'member MediaSource'],
]

/** Names the cases that take too long; a few are enough. */
async function slowest(cases: readonly WorstCase[]): Promise<readonly string[]> {
  const server = await startTestServer({ limits: { journalEntries: 20 } })
  const found: string[] = []
  for (const one of cases) {
    const reason = await misbehaviour(server.port, one)
    if (reason !== undefined) found.push(reason)
    if (found.length === 3) break
  }
  return found
}

describe('no more than linear time is taken', { timeout: 300_000 }, () => {
  it.each(vendors.map(vendor => [vendor.title, vendor] as const))(
    'at any endpoint of %s',
    async (_, vendor) => {
      const cases = vendor.examples.flatMap(example =>
        PIECES.flatMap(piece => worstOfExample(vendor, example, piece)),
      )
      expect(cases.length).toBeGreaterThan(100)
      expect(await slowest(cases)).toEqual([])
    },
  )

  it('by any call of the control API', async () => {
    const nobody = { security: {} } as Vendor // of which nothing else is asked
    const cases = controlExamples.flatMap(example =>
      PIECES.flatMap(piece => worstOfExample(nobody, example, piece)),
    )
    expect(await slowest(cases)).toEqual([])
  })

  it('for any word that our patterns look for', async () => {
    const cases = vendors.flatMap(vendor =>
      vendor.examples.flatMap(example => {
        const places = READERS.filter(([operation]) => operation === example.operation).map(
          ([, place]) => place,
        )
        return places.length === 0
          ? []
          : tokens
              .flatMap(token => [token, `://${token}`])
              .flatMap(token =>
                worstOfExample(vendor, example, token).filter(({ place }) => places.includes(place)),
              )
      }),
    )
    expect(cases.length).toBeGreaterThan(12 * tokens.length)
    expect(await slowest(cases)).toEqual([])
  })

  it('for JSON of any shape', async () => expect(await slowest(worstBodies())).toEqual([]))

  it('for forms and heads with much of anything', async () => expect(await slowest(worstForms())).toEqual([]))
})
