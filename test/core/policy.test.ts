import { expect, it } from 'vitest'
import { ruled } from '../../src/core/evidence.ts'
import { type MediaPolicy, overridePolicy, type PolicyOverride } from '../../src/core/policy.ts'
import { MiB } from '../../src/core/units.ts'

const SOURCE = 'https://vendor.example/limits'

const policy: MediaPolicy = {
  id: 'vendor.endpoint',
  maxBytes: ruled(15 * MiB, 'documented', SOURCE),
  types: ruled(['image/png'], 'documented', SOURCE),
  judgedBy: 'content',
  wholeImages: ruled(true, 'observed', SOURCE),
  quota: ruled(10, 'documented', SOURCE),
  quotaBytes: undefined,
}

const configured = (value: unknown) => ({ value, evidence: 'assumed', source: 'configuration' })

it('leaves a policy as it is where nothing is configured', () => {
  expect(overridePolicy(policy, {})).toEqual(policy)
  const nothing = { maxBytes: undefined, types: undefined, wholeImages: undefined, quota: undefined }
  expect(overridePolicy(policy, nothing)).toEqual(policy)
})

it.each<[keyof PolicyOverride, PolicyOverride[keyof PolicyOverride]]>([
  ['maxBytes', 1],
  ['maxBytes', 100 * MiB],
  ['types', ['*']],
  ['types', ['image/gif', 'video/mp4']],
  ['wholeImages', false],
  ['wholeImages', true],
  ['quota', 0],
  ['quota', 1_000],
  ['quotaBytes', 0],
  ['quotaBytes', 100 * MiB],
])('changes %s alone, to %j, and tells that the configuration says so', (key, value) => {
  const changed = overridePolicy(policy, { [key]: value })
  expect(changed).toEqual({ ...policy, [key]: configured(value) })
})

it('changes several at once', () => {
  expect(overridePolicy(policy, { maxBytes: 5, quota: 1 })).toEqual({
    ...policy,
    maxBytes: configured(5),
    quota: configured(1),
  })
})

it.each(['quota', 'quotaBytes'] as const)('gives a %s to a policy that had none', key => {
  const unlimited = { ...policy, [key]: undefined }
  expect(overridePolicy(unlimited, {})[key]).toBeUndefined()
  expect(overridePolicy(unlimited, { [key]: 3 })[key]).toEqual(configured(3))
})

it('leaves the original alone', () => {
  const before = structuredClone(policy)
  overridePolicy(policy, { maxBytes: 1, types: ['*'], wholeImages: false, quota: 0 })
  expect(policy).toEqual(before)
})
