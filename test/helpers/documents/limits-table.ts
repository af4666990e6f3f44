import type { Ruled } from '../../../src/core/evidence.ts'
import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'
import { markdownTable } from './markdown-table.ts'

const KiB = 1024
const MiB = 1024 * KiB

/** README's table of endpoints and limits, from the policies. */
export function limitsTable(vendors: readonly Vendor[]): string {
  const rows = vendors.flatMap(vendor =>
    vendor.endpoints.map(({ policy: id, route }) => {
      const policy = vendor.policies.find(one => one.id === id)
      if (policy === undefined) throw new Error(`no policy ${id}`)
      const { maxBytes, types, quota, quotaBytes } = policy
      return [
        vendor.title,
        `\`${route}\``,
        `\`${id}\``,
        size(maxBytes.value),
        types.value.includes('*') ? 'any' : types.value.join(', '),
        policy.judgedBy,
        bound(quota, quotaBytes),
        evidence({ size: maxBytes, types, quota, 'quota of bytes': quotaBytes }),
      ]
    }),
  )
  const header = [
    'vendor',
    'endpoint',
    'policy',
    'largest file',
    'types',
    'judged by',
    'files per owner',
    'evidence',
  ]
  return markdownTable(header, rows)
}

function bound(files: Ruled<number> | undefined, bytes: Ruled<number> | undefined): string {
  const bounds = [
    ...(files === undefined ? [] : [String(files.value)]),
    ...(bytes === undefined ? [] : [`${size(bytes.value)} together`]),
  ]
  return bounds.length === 0 ? '–' : bounds.join('; ')
}

function evidence(rules: { readonly [name: string]: Ruled<unknown> | undefined }): string {
  const known = Object.entries(rules).flatMap(([name, rule]) =>
    rule === undefined ? [] : [`${name} ${rule.evidence}`],
  )
  return known.join(', ')
}

function size(bytes: number): string {
  const exact = `${bytes.toLocaleString('en-US')} bytes`
  if (bytes % MiB === 0) return `${bytes / MiB} MiB, ${exact}`
  return bytes % KiB === 0 ? `${bytes / KiB} KiB, ${exact}` : exact
}
