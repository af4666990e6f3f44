import * as z from 'zod'
import { bareInstanceId, bareWorkspaceId } from '../arns.ts'
import { constraints, fontFamilies, mediaTypes } from '../constraints.ts'

const chars = ({ value }: { readonly value: { readonly min: number; readonly max: number } }) =>
  z.string().min(value.min).max(value.max)

/**
 * The model demands a character that is no space. Its pattern is published with a doubled backslash (`.*\\S.*`),
 * which, taken at its word, would refuse every base64 value.
 */
const visible = (limits: { readonly value: { readonly min: number; readonly max: number } }) =>
  chars(limits).regex(/\S/, 'must have a character that is no space')

export const instanceParams = z.object({
  instanceId: chars(constraints.instanceId).transform(bareInstanceId),
})

export const workspaceParams = instanceParams.extend({
  workspaceId: chars(constraints.workspaceId).transform(bareWorkspaceId),
})

export const importBody = (maxChars: number) =>
  z.object({
    MediaType: z.enum(mediaTypes.value),
    MediaSource: visible({ value: { min: 1, max: maxChars } }),
  })

export const servedParams = z.object({ id: z.string().min(1) })

export const mediaTypeQuery = z.object({ mediaType: z.enum(mediaTypes.value) })

/** A text without control characters, save line breaks and tabs. The pattern is published with doubled backslashes. */
const prose = (limits: Parameters<typeof chars>[0]) =>
  chars(limits).regex(/^[\P{C}\r\n\t]*$/u, 'has control characters')

const palette = z
  .record(z.string(), z.record(z.string(), z.union([chars(constraints.paletteColor), z.boolean()])))
  .optional()

const themeSide = z
  .object({
    Palette: palette,
    Images: z
      .object({
        Logo: z
          .object({
            Default: visible(constraints.imageLink).optional(),
            Favicon: visible(constraints.imageLink).optional(),
          })
          .optional(),
      })
      .optional(),
    Typography: z
      .object({ FontFamily: z.object({ Default: z.enum(fontFamilies.value).optional() }).optional() })
      .optional(),
  })
  .optional()

const theme = z.object({ Light: themeSide, Dark: themeSide })

const tags = z
  .record(
    chars(constraints.tagKey).regex(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, 'is no valid tag key'),
    chars(constraints.tagValue),
  )
  .refine(map => Object.keys(map).length >= constraints.tags.value.min, 'must name a tag')
  .refine(map => Object.keys(map).length <= constraints.tags.value.max, 'names too many tags')

export const createBody = z.object({
  Name: visible(constraints.name),
  Description: prose(constraints.description).optional(),
  Title: prose(constraints.title).optional(),
  Theme: theme.optional(),
  Tags: tags.optional(),
})

export const metadataBody = createBody.pick({ Name: true, Description: true, Title: true }).partial()

export const themeBody = z.object({ Theme: theme.optional() })

const visibility = z.enum(['ALL', 'ASSIGNED', 'NONE'])

export const visibilityBody = z.object({ Visibility: visibility })

export const listQuery = z.object({
  nextToken: z
    .string()
    .regex(/^-?\d+$/, 'is no token of this list')
    .optional(),
  maxResults: z.coerce
    .number()
    .int()
    .min(constraints.maxResults.value.min)
    .max(constraints.maxResults.value.max)
    .default(constraints.maxResults.value.max),
})

export const createReply = z.object({ WorkspaceId: z.string(), WorkspaceArn: z.string() })

export const mediaReply = z.object({
  Media: z.array(z.object({ Type: z.enum(mediaTypes.value), Source: z.string() })),
})

/** Seconds since 1970, as a number: the JavaScript SDK fails on any other form. */
const timestamp = z.number()

export const listReply = z.object({
  WorkspaceSummaryList: z.array(
    z.object({
      Id: z.string(),
      Name: z.string(),
      Arn: z.string(),
      LastModifiedTime: timestamp,
      LastModifiedRegion: z.string(),
    }),
  ),
  NextToken: z.string().optional(),
})

export const describeReply = z.object({
  Workspace: z.object({
    Id: z.string(),
    Name: z.string(),
    Arn: z.string(),
    LastModifiedTime: timestamp,
    LastModifiedRegion: z.string(),
    Visibility: visibility,
    Description: z.string().optional(),
    Title: z.string().optional(),
    Theme: theme.optional(),
    Tags: z.record(z.string(), z.string()).optional(),
  }),
})
