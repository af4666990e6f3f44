import * as z from 'zod'
import type { VendorSetup } from '../../http/vendor-kit/vendor.ts'
import { examplePaths } from './media/paths.ts'

const paths = (defaults: readonly string[]) =>
  z
    .array(z.string().regex(/^(?:\/[\w.~-]+)+$/, 'must be a path like /upload_media'))
    .min(1)
    .default([...defaults])

/** The provider's choices: every path in the documentation is an example. */
export const settings = z
  .strictObject({
    format: z.enum(['auto', 'json', 'xml']).default('auto'),
    paths: z
      .strictObject({
        upload: paths(examplePaths.upload),
        precheck: paths(examplePaths.precheck),
        reference: paths(examplePaths.reference),
      })
      .prefault({}),
  })
  .prefault({})
export type Settings = z.infer<typeof settings>

/** An account that strict mode knows. */
export const credential = z.strictObject({ username: z.string().min(1), password: z.string().min(1) })
export type Credential = z.infer<typeof credential>

/** There is nothing to seed: media belong to whoever sends them. */
export const resources = z.strictObject({}).prefault({})
export type Resources = z.infer<typeof resources>

/** What this vendor is mounted with. */
export type Setup = VendorSetup<Settings, Credential, Resources>
