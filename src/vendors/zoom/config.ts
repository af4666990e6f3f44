import * as z from 'zod'
import type { VendorSetup } from '../../http/vendor-kit/vendor.ts'

/** What Zoom leaves open or does oddly. */
export const settings = z
  .strictObject({
    explicitAccountId: z.enum(['accept', 'refuse']).default('accept'),
    missingScopeCode: z.union([z.literal(4711), z.literal(104)]).default(4711),
    plan: z.enum(['free', 'pro', 'business']).default('pro'),
    rateLimit: z.enum(['off', 'on']).default('off'),
    virtualBackground: z.enum(['on', 'off']).default('on'),
  })
  .prefault({})
export type Settings = z.infer<typeof settings>

const expiresAt = z.iso.datetime({ offset: true }).optional()
const scopes = z.array(z.string()).default([])

/** A token that strict mode knows, or an app that may ask for one. */
export const credential = z.union([
  z.strictObject({
    token: z.string().min(1),
    accountId: z.string().min(1).optional(),
    userId: z.string().min(1).optional(),
    scopes,
    expiresAt,
  }),
  z.strictObject({
    clientId: z.string().min(1),
    clientSecret: z.string().min(1),
    accountId: z.string().min(1),
    scopes,
  }),
])
export type Credential = z.infer<typeof credential>

const named = z.strictObject({ id: z.string().min(1) })

/** The accounts, groups and users that exist from the start. */
export const resources = z
  .strictObject({
    accounts: z.array(named).default([]),
    groups: z.array(named).default([]),
    users: z
      .array(named.extend({ email: z.string().optional(), accountId: z.string().optional() }))
      .default([]),
  })
  .prefault({})
export type Resources = z.infer<typeof resources>

/** What this vendor is mounted with. */
export type Setup = VendorSetup<Settings, Credential, Resources>
