import { createRequire } from 'node:module'
import * as z from 'zod'

const manifest: unknown = createRequire(import.meta.url)('../package.json')

/** Where the build puts the page's files: seen from here the same in sources and in the built package. */
export const pageFiles = new URL('../dist/page/client/', import.meta.url)

/** The package's version. */
export const version: string = z.object({ version: z.string() }).parse(manifest).version
