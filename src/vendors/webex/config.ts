import * as z from 'zod'
import type { VendorSetup } from '../../http/vendor-kit/vendor.ts'

/** What Webex leaves open or does oddly. */
export const settings = z
  .strictObject({
    duplicateNames: z.enum(['refuse', 'replace']).default('refuse'),
    quotedUrl: z.boolean().default(false),
    uploadReplyKeys: z.enum(['both', 'filename', 'fileName']).default('both'),
    rateLimit: z.enum(['off', 'on']).default('off'),
  })
  .prefault({})
export type Settings = z.infer<typeof settings>

/** A token that strict mode knows. */
export const credential = z.strictObject({
  token: z.string().min(1),
  orgId: z.string().min(1).optional(),
  roles: z.array(z.enum(['full-admin', 'device-admin', 'read-only-admin'])).default(['full-admin']),
  scopes: z.array(z.string()).default([]),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
})
export type Credential = z.infer<typeof credential>

/** The orgs that exist from the start, with their devices and locations. */
export const resources = z
  .strictObject({
    orgs: z
      .array(
        z.strictObject({
          id: z.string().min(1),
          devices: z
            .array(
              z.strictObject({
                id: z.string().min(1),
                product: z.string().optional(),
                locationId: z.string().optional(),
              }),
            )
            .default([]),
          locations: z.array(z.strictObject({ id: z.string().min(1) })).default([]),
        }),
      )
      .default([]),
  })
  .prefault({})
export type Resources = z.infer<typeof resources>

/** What this vendor is mounted with. */
export type Setup = VendorSetup<Settings, Credential, Resources>
