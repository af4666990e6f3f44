import { describe, expect, it } from 'vitest'
import { loadSchemas, type PublishedSchema } from './helpers/documents/json-schema.ts'
import { type Exchange, loadExchanges } from './helpers/exchanges/file.ts'
import { play, type ReadReply } from './helpers/exchanges/run.ts'

const schemas = loadSchemas()
const exchanges = loadExchanges()

/** The operations of which no schema of a success is published, and why. */
const WITHOUT_SCHEMA: readonly (readonly [vendor: string, operation: string, why: string])[] = [
  ['webex', 'updateDeviceSettings', 'published as 204 without a body'],
  ['zoom', 'deleteAccountVirtualBackground', 'published as 204 without a body'],
  ['zoom', 'deleteGroupVirtualBackground', 'published as 204 without a body'],
  ['zoom', 'deleteUserVirtualBackground', 'published as 204 without a body'],
  ['zoom', 'updateAccountSettings', 'published as 204 without a body'],
  ['zoom', 'updateGroupSettings', 'published as 204 without a body'],
  ['zoom', 'updateUserSettings', 'published as 204 without a body'],
  ['cloud-softphone', 'precheckUpload', 'the page’s section on the response can’t be read: any 2xx'],
  ['cloud-softphone', 'getMedia', 'the bytes of a medium; where they are is the provider’s choice'],
  ['cloud-softphone', 'sendMediaReference', 'no response is published'],
  ['cloud-softphone', 'allocateMedia', 'only clients show it'],
  ['cloud-softphone', 'putMedia', 'only clients show it, and it has no body'],
  ['cloud-softphone', 'getEncryptedMedia', 'ciphertext'],
  ['amazon-connect', 'ImportWorkspaceMedia', 'published with an empty body'],
  ['amazon-connect', 'DeleteWorkspaceMedia', 'published with an empty body'],
  ['amazon-connect', 'DeleteWorkspace', 'published with an empty body'],
  ['amazon-connect', 'UpdateWorkspaceMetadata', 'published with an empty body'],
  ['amazon-connect', 'UpdateWorkspaceTheme', 'published with an empty body'],
  ['amazon-connect', 'UpdateWorkspaceVisibility', 'published with an empty body'],
]

/** Refusals of Zoom's token endpoint have `error` and `reason`: https://developers.zoom.us/docs/integrations/oauth/. */
const OTHER_ENVELOPES = ['issueToken']

const isSuccess = ({ response }: Exchange) => response.status < 300
const isRefusal = ({ response }: Exchange) => response.status >= 400
const isJson = ({ response }: Exchange) => typeof response.body === 'object'

describe('a success fits its published schema', () => {
  for (const schema of schemas.filter(({ name }) => name !== 'error'))
    for (const exchange of exchanges.filter(one => isSuccess(one) && isJson(one) && isOf(one, schema)))
      it(`of ${schema.vendor}, ${schema.name}: ${exchange.title}`, async () => {
        const { reply } = await play(exchange)
        expect(reply.status).toBeLessThan(300)
        expect(schema.misfits(jsonOf(reply))).toEqual([])
      })
})

describe('a refusal fits its published schema', () => {
  for (const schema of schemas.filter(({ name }) => name === 'error'))
    it.each(
      withRepliesOfTheirOwn(
        exchanges.filter(one => one.vendor === schema.vendor && isRefusal(one) && isJson(one)),
      ),
    )(`of ${schema.vendor}: $response.status, $title`, async exchange => {
      const { reply } = await play(exchange)
      expect(reply.status).toBeGreaterThanOrEqual(400)
      expect(schema.misfits(jsonOf(reply))).toEqual([])
    })
})

describe('the schemas', () => {
  it('name their source', () => {
    for (const { vendor, name, source } of schemas) expect(source, `${vendor}/${name}`).toMatch(/^https:\/\//)
  })

  it('are there for every operation, save those of which none is published', () => {
    const operations = new Set(
      exchanges.flatMap(one => (one.operation === undefined ? [] : [`${one.vendor}/${one.operation}`])),
    )
    const published = schemas
      .filter(({ name }) => name !== 'error')
      .map(({ vendor, name }) => `${vendor}/${name}`)
    const without = WITHOUT_SCHEMA.map(([vendor, operation]) => `${vendor}/${operation}`)
    expect([...published, ...without].sort()).toEqual([...operations].sort())
    for (const [, operation, why] of WITHOUT_SCHEMA) expect(why, operation).not.toBe('')
  })

  it('are there for every vendor’s refusals', () => {
    const vendors = [...new Set(exchanges.map(one => one.vendor))]
    expect(schemas.filter(({ name }) => name === 'error').map(({ vendor }) => vendor)).toEqual(vendors)
  })

  it('refuse what does not fit', () => {
    for (const { vendor, name, misfits } of schemas)
      expect(misfits([]), `${vendor}/${name}`).toContain('/ must be object')
    const upload = schemas.find(({ name }) => name === 'uploadUserVirtualBackground')
    expect(upload?.misfits({ id: 'a', is_default: false, name: 'a', size: '1', type: 'photo' })).toEqual([
      '/size must be integer',
      '/type must be equal to one of the allowed values',
    ])
  })
})

function isOf({ vendor, operation }: Exchange, schema: PublishedSchema): boolean {
  return vendor === schema.vendor && operation === schema.name
}

/** One of those that expect the same reply: more of them would show nothing new. */
function withRepliesOfTheirOwn(refusals: readonly Exchange[]): readonly Exchange[] {
  const byReply = refusals
    .filter(one => !OTHER_ENVELOPES.includes(one.operation ?? ''))
    .map(one => [JSON.stringify(one.response), one] as const)
  return [...new Map(byReply).values()]
}

function jsonOf({ bytes }: ReadReply): unknown {
  return JSON.parse(bytes.toString())
}
