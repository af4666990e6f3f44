import * as z from 'zod'
import type { Ruled } from '../../core/evidence.ts'
import { JUDGED_BY, type MediaPolicy } from '../../core/policy.ts'
import type { Vendor } from '../../http/vendor-kit/vendor.ts'
import { evidence } from '../finding-reply.ts'

const ruled = z.object({
  value: z.unknown(),
  evidence,
  source: z.string(),
})

/** A vendor's limit as the control API shows it: each rule with its evidence and source. */
export const policyReply = z.object({
  id: z.string(),
  vendor: z.string(),
  judgedBy: z.enum(JUDGED_BY).optional(),
  rules: z.record(z.string(), ruled),
})

/** Every limit of every vendor: what files may be, as configured, and the rest. */
export function toPolicyReplies(
  vendors: readonly Vendor[],
  policy: (id: string) => MediaPolicy,
): readonly z.infer<typeof policyReply>[] {
  return vendors.flatMap(vendor => [
    ...vendor.policies.map(({ id }) => {
      const { id: _, judgedBy, ...rules } = policy(id)
      return { id, vendor: vendor.name, judgedBy, rules: present(rules) }
    }),
    ...Object.entries(vendor.limits).map(([name, value]) => ({
      id: `${vendor.name}.${name}`,
      vendor: vendor.name,
      rules: { value },
    })),
  ])
}

function present(rules: { readonly [name: string]: Ruled<unknown> | undefined }): {
  [name: string]: Ruled<unknown>
} {
  const known = Object.entries(rules).flatMap(([name, rule]) =>
    rule === undefined ? [] : [[name, rule] as const],
  )
  return Object.fromEntries(known)
}
