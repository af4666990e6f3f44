import type { Config } from './config-schema.ts'
import { type MediaPolicy, overridePolicy } from './core/policy.ts'
import type { Vendor } from './http/vendor-kit/vendor.ts'

/** Each policy by its id, as the configuration has it. What is answered throws for an unknown id. */
export function configuredPolicies(config: Config, vendors: readonly Vendor[]): (id: string) => MediaPolicy {
  const policies = new Map(
    vendors
      .flatMap(vendor => vendor.policies)
      .map(policy => [policy.id, overridePolicy(policy, config.policies[policy.id] ?? {})]),
  )
  return id => {
    const policy = policies.get(id)
    if (policy === undefined) throw new Error(`no policy ${id}`)
    return policy
  }
}
