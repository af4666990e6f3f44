import { createRequire } from 'node:module'
import { z } from 'zod'

const manifest: unknown = createRequire(import.meta.url)('../package.json')

/** The package's version. */
export const version: string = z.object({ version: z.string() }).parse(manifest).version
