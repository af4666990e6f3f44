import { z } from 'zod'

export const ownerParams = z.object({ id: z.string().min(1) })

/** The upload form has no fields beside its file; unknown ones are ignored. */
export const uploadFields = z.object({})

export const uploadReply = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['image', 'video']),
  is_default: z.boolean(),
  size: z.number().int(),
})

/** One comma-separated value; absent names no file. Sent twice, both count. */
export const deleteQuery = z.object({
  file_ids: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .transform(ids =>
      [ids ?? []]
        .flat()
        .flatMap(list => list.split(','))
        .map(id => id.trim())
        .filter(Boolean),
    ),
})
