import * as z from 'zod'
import type { PolicyOverride } from './core/policy.ts'
import { withoutEndSlashes } from './core/text.ts'
import { GiB, MiB } from './core/units.ts'
import { timerMs } from './http/timer-ms.ts'
import type { Vendor, VendorConfig } from './http/vendor-kit/vendor.ts'
import { MediaTypes } from './media/catalogue.ts'

const bytes = z.number().int().positive()

/** The settings that are no vendor's. */
export const general = {
  port: z.number().int().min(0).max(65_535).default(4600),
  host: z.string().min(1).default('127.0.0.1'),
  dataDir: z.string().min(1).optional(),
  database: z
    .url({ protocol: /^postgres(?:ql)?$/, error: 'must be postgres://user:password@host/database' })
    .optional(),
  blobs: z.url({ protocol: /^s3$/, error: 'must be s3://bucket/prefix' }).optional(),
  seed: z.number().int().optional(),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^?#@]*$/, 'must have no user, query or fragment')
    .transform(withoutEndSlashes)
    .optional(),
  auth: z.enum(['off', 'presence', 'strict']).default('presence'),
  explain: z.boolean().default(false),
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  provisioning: z.enum(['auto', 'seeded']).default('auto'),
  controlToken: z.string().min(1).optional(),
  allowedHosts: z.array(z.string().min(1)).default([]),
  trustProxy: z.boolean().default(false),
  timeouts: z
    .strictObject({
      headersMs: timerMs.default(10_000),
      bodyIdleMs: timerMs.default(30_000),
      requestMs: timerMs.default(600_000),
      drainMs: timerMs.default(10_000),
      storeMs: timerMs.default(5_000),
    })
    .prefault({}),
  hash: z.enum(['lazy', 'eager']).default('lazy'),
  limits: z
    .strictObject({
      memoryBytes: bytes.default(GiB),
      diskBytes: bytes.default(10 * GiB),
      drainBytes: bytes.default(512 * MiB),
      unreadBytes: bytes.default(MiB),
      journalEntries: z.number().int().positive().default(1_000),
      journalBytes: bytes.default(8 * MiB),
      journalTotalBytes: bytes.default(128 * MiB),
      idleNamespaceMs: timerMs.default(3_600_000),
      unclaimedBlobMs: timerMs.default(600_000),
    })
    .prefault({}),
}

const overrideOf = ({ names }: MediaTypes) =>
  z.strictObject({
    maxBytes: bytes.optional(),
    types: z
      .array(z.enum([...names, '*']))
      .min(1)
      .optional(),
    wholeImages: z.boolean().optional(),
    quota: z.number().int().nonnegative().optional(),
    quotaBytes: z.number().int().nonnegative().optional(),
  })

/** Every setting of a server, made whole. */
export type Config = Readonly<z.output<z.ZodObject<typeof general>>> & {
  readonly policies: { readonly [id: string]: PolicyOverride | undefined }
  readonly vendors: { readonly [name: string]: VendorConfig }
}

/**
 * Settings of a server, as a configuration file and `startUploadmock` take them. `credentials`, `resources` and `vendors` have a key for each vendor,
 * `policies` one for each policy's id.
 */
export type UploadmockOptions = z.input<z.ZodObject<typeof general>> & {
  readonly policies?: { readonly [id: string]: PolicyOverride }
  readonly credentials?: { readonly [vendor: string]: readonly object[] }
  readonly resources?: { readonly [vendor: string]: object }
  readonly vendors?: { readonly [vendor: string]: object }
}

/** The schemas by their lists of vendors: a process that starts many servers makes each schema once. */
const schemas = new WeakMap<readonly Vendor[], ReturnType<typeof makeSchema>>()

/** The schema of a configuration with these vendors. */
export function schemaOf(vendors: readonly Vendor[]) {
  const schema = schemas.get(vendors) ?? makeSchema(vendors)
  schemas.set(vendors, schema)
  return schema
}

function makeSchema(vendors: readonly Vendor[]) {
  const perVendor = (make: (vendor: Vendor) => z.ZodType) =>
    z.strictObject(Object.fromEntries(vendors.map(vendor => [vendor.name, make(vendor)]))).prefault({})
  const ids = vendors.flatMap(vendor => vendor.policies.map(policy => policy.id))
  const override = overrideOf(new MediaTypes(vendors.flatMap(({ mediaTypes }) => mediaTypes))).optional()
  return z.strictObject({
    ...general,
    policies: z.strictObject(Object.fromEntries(ids.map(id => [id, override]))).prefault({}),
    credentials: z
      .strictObject(
        Object.fromEntries(vendors.map(({ name, config }) => [name, z.array(config.credential).default([])])),
      )
      .prefault({}),
    resources: perVendor(vendor => vendor.config.resources),
    vendors: perVendor(vendor => vendor.config.settings),
  })
}
