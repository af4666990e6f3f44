import * as z from 'zod'

/** The upload form has no fields beside its file; unknown ones are ignored. */
export const uploadFields = z.object({})

export const uploadReply = z.object({
  id: z.string(),
  name: z.string(),
  type: z.enum(['image', 'video']),
  is_default: z.boolean(),
  size: z.number().int(),
})

/** A comma-separated list of ids; absent, it names no file. Where it is sent twice, both count. */
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

const backgroundSettings = z.object({
  allow_upload_custom: z.boolean().optional(),
  allow_videos: z.boolean().optional(),
  enable: z.boolean().optional(),
})
/** The switches beside the files. The files themselves can't be set in practice, and are ignored. */
export type BackgroundSettings = z.infer<typeof backgroundSettings>

/** The two settings that are kept, of many; the others are ignored. */
export const settingsBody = z.object({
  in_meeting: z
    .object({
      virtual_background: z.boolean().optional(),
      virtual_background_settings: backgroundSettings.optional(),
    })
    .optional(),
})

export const settingsReply = z.object({
  in_meeting: z.object({
    virtual_background: z.boolean(),
    virtual_background_settings: z.object({
      allow_upload_custom: z.boolean(),
      allow_videos: z.boolean(),
      enable: z.boolean(),
      files: z.array(uploadReply),
    }),
  }),
})
