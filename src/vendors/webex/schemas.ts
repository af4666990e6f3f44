import { z } from 'zod'
import { maxDeletions } from './policies.ts'

/** Every operation may name an org; unknown query keys are ignored. */
export const orgQuery = z.object({ orgId: z.string().min(1).optional() })

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
