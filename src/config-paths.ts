import { ConfigError } from './config-file.ts'
import type { Config } from './config-schema.ts'
import { CONTROL_PREFIX, NAMESPACE_PREFIX } from './core/namespace.ts'
import type { Vendor } from './http/vendor-kit/vendor.ts'

/** Paths that are no vendor's. */
const RESERVED_PREFIXES = [CONTROL_PREFIX, NAMESPACE_PREFIX]

/**
 * Throws `ConfigError` where two vendors would answer for the same path, where one would answer at one path for two
 * things, and where a path is one that no vendor may have.
 */
export function refuseOverlaps({ vendors: own }: Pick<Config, 'vendors'>, vendors: readonly Vendor[]): void {
  const taken: { readonly by: string; readonly path: string }[] = RESERVED_PREFIXES.map(path => ({
    by: 'uploadmock',
    path,
  }))
  for (const { name, prefixes } of vendors) {
    const config = own[name]
    for (const path of config === undefined ? [] : prefixes(config)) {
      const other = taken.find(one => one.path === path || (one.by !== name && isNested(one.path, path)))
      if (other !== undefined)
        throw new ConfigError([`vendors.${name}: the path ${path} is taken by ${other.by} (${other.path})`])
      taken.push({ by: name, path })
    }
  }
}

function isNested(a: string, b: string): boolean {
  return a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
}
