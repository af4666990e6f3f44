import * as z from 'zod'
import { MiB } from '../../core/units.ts'
import { timerMs } from '../../http/timer-ms.ts'
import type { VendorSetup } from '../../http/vendor-kit/vendor.ts'

/** What the service leaves open. */
export const settings = z
  .strictObject({
    region: z.string().min(1).default('us-east-1'),
    accountId: z
      .string()
      .regex(/^\d{12}$/, 'must have 12 digits')
      .default('123456789012'),
    /** How a medium that came as base64 is listed: as an address on this server, or as it came. */
    listSource: z.enum(['url', 'base64']).default('url'),
    rateLimit: z.enum(['off', 'on']).default('off'),
    fetchMediaSource: z
      .strictObject({
        /** The only hosts (`name` or `name:port`) from which a MediaSource is fetched. */
        hosts: z.array(z.string().min(1)).default([]),
        maxBytes: z.number().int().positive().default(MiB),
        timeoutMs: timerMs.default(5_000),
      })
      .prefault({}),
  })
  .prefault({})
export type Settings = z.infer<typeof settings>

/** An access key that strict mode knows. */
export const credential = z.strictObject({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
  accountId: z
    .string()
    .regex(/^\d{12}$/, 'must have 12 digits')
    .optional(),
})
export type Credential = z.infer<typeof credential>

/** The instances that exist from the start, with their workspaces. */
export const resources = z
  .strictObject({
    instances: z
      .array(
        z.strictObject({
          id: z.string().min(1),
          workspaces: z.array(z.strictObject({ id: z.string().min(1), name: z.string().min(1) })).default([]),
        }),
      )
      .default([]),
  })
  .prefault({})
export type Resources = z.infer<typeof resources>

/** What this vendor is mounted with. */
export type Setup = VendorSetup<Settings, Credential, Resources>
