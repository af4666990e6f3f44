import * as z from 'zod'

/** The names are in camel case here; in the message's own document they have hyphens. */
export const allocateBody = z.object({
  contentType: z.string().regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type'),
  contentSize: z.number().int().positive(),
})

export const allocateReply = z.object({ url: z.string() })

export const placeParams = z.object({ token: z.string().min(1) })
