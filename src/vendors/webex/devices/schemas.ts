import * as z from 'zod'
import { orgQuery } from '../schemas.ts'
import { maxDeletions } from './policies.ts'

export const deviceParams = z.object({ deviceId: z.string().min(1) })

/** The guide writes `filename` in prose where the reference has `fileName`: both are read. */
export const uploadFields = z
  .object({ fileName: z.string().min(1).optional(), filename: z.string().min(1).optional() })
  .transform(({ fileName, filename }, context) => {
    const name = fileName ?? filename
    if (name !== undefined) return { fileName: name }
    context.addIssue({ code: 'custom', path: ['fileName'], message: 'is required' })
    return z.NEVER
  })

export const uploadReply = z.object({
  filename: z.string().optional(),
  fileName: z.string().optional(),
  backgroundImageUrl: z.string(),
  count: z.string(),
})

export const listReply = z.object({
  backgroundImages: z.array(z.object({ backgroundImageUrl: z.string(), fileName: z.string() })),
  count: z.number().int(),
})

export const deleteBody = z.object({
  backgroundImages: z
    .array(z.object({ fileName: z.string().min(1), forceDelete: z.boolean().default(false) }))
    .min(1)
    .max(maxDeletions.value),
})

const deleteResult = z.object({
  status: z.number().int(),
  error: z.object({ message: z.string(), errorCode: z.number().int() }).optional(),
})

export const deleteReply = z.object({
  items: z.array(z.object({ fileName: z.string(), result: deleteResult })),
  count: z.number().int(),
})

export const devicesQuery = orgQuery.extend({ type: z.string().optional(), product: z.string().optional() })

/** Without `mac`: the public Python SDK fails on a null. */
export const device = z.object({
  id: z.string(),
  displayName: z.string(),
  orgId: z.string(),
  product: z.string(),
  type: z.literal('phone'),
  locationId: z.string().optional(),
  created: z.iso.datetime(),
})

export const devicesReply = z.object({ items: z.array(device) })

/** A device, a location, or neither for the org's own settings. */
export const levelParams = z.object({
  deviceId: z.string().min(1).optional(),
  locationId: z.string().min(1).optional(),
})

const background = z.looseObject({
  image: z.enum(['NONE', 'DARK_BLUE', 'CISCO_DARK_BLUE', 'WEBEX_DARK_BLUE', 'CUSTOM_BACKGROUND']).optional(),
  customUrl: z.string().optional(),
})

/** Unknown members are kept as they come. */
const customizations = z.looseObject({
  ata: z.looseObject({}).optional(),
  dect: z.looseObject({}).optional(),
  mpp: z.looseObject({ background: background.optional() }).optional(),
  wifi: z.looseObject({}).optional(),
})

export const settingsBody = z.object({ customizations, customEnabled: z.boolean().default(true) })

export const settingsReply = z.object({
  customizations: z.record(z.string(), z.unknown()),
  customEnabled: z.boolean().optional(),
  updateInProgress: z.boolean(),
  deviceCount: z.number().int(),
  lastUpdateTime: z.number().int(),
})

export const jobBody = z.object({
  locationId: z.string().min(1).optional(),
  locationCustomizationsEnabled: z.boolean().default(false),
  customizations,
})

export const jobParams = z.object({ jobId: z.string().min(1) })

export const jobReply = z.object({
  name: z.literal('calldevicesettings'),
  id: z.string(),
  jobType: z.string(),
  trackingId: z.string(),
  sourceUserId: z.string(),
  sourceCustomerId: z.string(),
  targetCustomerId: z.string(),
  instanceId: z.number().int(),
  jobExecutionStatus: z.array(
    z.object({
      id: z.number().int(),
      lastUpdated: z.string(),
      statusMessage: z.string(),
      exitCode: z.string(),
      createdTime: z.string(),
      timeElapsed: z.string(),
    }),
  ),
  latestExecutionStatus: z.string(),
  latestExecutionExitCode: z.string(),
  locationCustomizationsEnabled: z.boolean(),
  target: z.enum(['CUSTOMER', 'LOCATION']),
  locationId: z.string().optional(),
  percentageComplete: z.number().int(),
})
