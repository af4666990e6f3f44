import * as z from 'zod'
import type { Vendor } from '../../http/vendor-kit/vendor.ts'

const place = { x: z.number(), y: z.number(), width: z.number(), height: z.number() }

/** A colour of the page's theme by its name, or one in hexadecimal digits. */
const fill = z.string()

const layer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('picture'),
    ...place,
    fit: z.enum(['cover', 'contain']),
    side: z.enum(['left', 'right']).optional(),
    greyscale: z.literal(true).optional(),
  }),
  z.object({ kind: z.literal('box'), ...place, fill, radius: z.number().optional() }),
  z.object({ kind: z.literal('ellipse'), ...place, fill }),
  z.object({
    kind: z.literal('text'),
    text: z.string(),
    x: z.number(),
    y: z.number(),
    size: z.number(),
    fill,
    anchor: z.enum(['start', 'end']).optional(),
  }),
])

/** A vendor as the control API shows it. */
export const vendorReply = z.object({
  name: z.string(),
  title: z.string(),
  uploads: z.string(),
  baseUrl: z.string(),
  curl: z.string(),
  previews: z.array(
    z.object({ caption: z.string(), width: z.number(), height: z.number(), layers: z.array(layer) }),
  ),
})

/** A vendor in the control API's words. `url` is the server's address, leading into the namespace. */
export function toVendorReply(vendor: Vendor, url: string): z.input<typeof vendorReply> {
  const { name, title, uploads, basePath, previews } = vendor
  const baseUrl = url + basePath
  return {
    name,
    title,
    uploads,
    baseUrl,
    curl: vendor.curl(baseUrl, ''),
    previews: previews.map(preview => ({ ...preview, layers: [...preview.layers] })),
  }
}
