import * as z from 'zod'

/** The documentation's example has `sms_to` where its text says `to`. Unknown parts and parameters are ignored. */
const recipient = { to: z.string().optional(), sms_to: z.string().optional() }

export const uploadFields = z.object({ ...recipient, description: z.string().optional() })

/** The values come in a query, an urlencoded or a JSON body, so numbers may be texts. */
export const precheckValues = z.object({
  ...recipient,
  description: z.string().optional(),
  media_size: z.coerce.number().int().nonnegative().optional(),
  content_type: z.string().optional(),
})

export const mediaParams = z.object({ file: z.string().min(1) })

/** What a message with a medium carries beside its text; the preview is a small JPEG in base64. */
export const referenceValues = z.object({
  ...recipient,
  description: z.string().optional(),
  preview_width: z.coerce.number().int().nonnegative().optional(),
  preview_height: z.coerce.number().int().nonnegative().optional(),
  preview_content_type: z.string().optional(),
  preview_content: z.string().optional(),
  media_url: z.string().min(1),
  media_content_type: z.string().optional(),
})
