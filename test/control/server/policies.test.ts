import { describe, expect, it } from 'vitest'
import { vendors } from '../../../src/vendors/index.ts'
import { startTestServer } from '../../helpers/server.ts'

interface PolicyReply {
  readonly id: string
  readonly vendor: string
  readonly judgedBy?: string
  readonly rules: { readonly [name: string]: { value: unknown; evidence: string; source: string } }
}

async function policies(config: Parameters<typeof startTestServer>[0] = {}): Promise<readonly PolicyReply[]> {
  const server = await startTestServer(config)
  const response = await fetch(`${server.url}/_mock/policies`)
  expect(response.status).toBe(200)
  const { items, ...rest } = (await response.json()) as { items: PolicyReply[] }
  expect(rest).toEqual({})
  return items
}

describe('the list of policies', () => {
  it('has every limit of every vendor, once', async () => {
    const ids = (await policies()).map(policy => policy.id)
    const expected = vendors.flatMap(vendor => [
      ...vendor.policies.map(policy => policy.id),
      ...Object.keys(vendor.limits).map(name => `${vendor.name}.${name}`),
    ])
    expect(ids).toEqual(expected)
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(ids.map(id => id.split('.')[0]))).toEqual(new Set(vendors.map(vendor => vendor.name)))
  })

  it('says of every rule how it is known and where from', async () => {
    const rules = (await policies()).flatMap(policy => Object.entries(policy.rules))
    expect(rules.length).toBeGreaterThan(20)
    for (const [name, rule] of rules) {
      expect(rule, name).toHaveProperty('value')
      expect(['documented', 'observed', 'assumed'], name).toContain(rule.evidence)
      expect(rule.source, name).toMatch(/^(https:\/\/\S+|not documented|configuration)/)
    }
  })

  it('claims no documentation where there is no source', async () => {
    const rules = (await policies()).flatMap(policy => Object.values(policy.rules))
    const baseless = rules.filter(rule => !rule.source.startsWith('https://'))
    expect(baseless.map(rule => rule.evidence)).toEqual(baseless.map(() => 'assumed'))
  })

  it('has the documented limits', async () => {
    const byId = new Map((await policies()).map(policy => [policy.id, policy]))
    expect(byId.get('cloud-softphone.media')).toMatchObject({
      vendor: 'cloud-softphone',
      judgedBy: 'declared',
      rules: {
        maxBytes: { value: 104_857_600, evidence: 'assumed' },
        types: { value: ['image/jpeg', 'video/mp4'], evidence: 'documented' },
      },
    })
    expect(byId.get('amazon-connect.workspace-media')).toMatchObject({
      vendor: 'amazon-connect',
      rules: { maxBytes: { value: 399_999 } },
    })
    expect(byId.get('amazon-connect.mediaSourceChars')).toMatchObject({
      rules: { value: { value: 533_333, evidence: 'documented' } },
    })
  })

  it('shows what the configuration changed as its own', async () => {
    const changed = await policies({ policies: { 'cloud-softphone.media': { maxBytes: 5, quota: 2 } } })
    const own = { evidence: 'assumed', source: 'configuration' }
    expect(changed.find(policy => policy.id === 'cloud-softphone.media')?.rules).toMatchObject({
      maxBytes: { value: 5, ...own },
      quota: { value: 2, ...own },
      types: { evidence: 'documented' },
    })
  })
})
