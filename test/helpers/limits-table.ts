import type { Ruled } from '../../src/core/evidence.ts'
import type { Vendor } from '../../src/http/vendor.ts'

const KiB = 1024
const MiB = 1024 * KiB

/** README's table of endpoints and limits, from the policies. */
export function limitsTable(vendors: readonly Vendor[]): string {
  const rows = vendors.flatMap(vendor =>
    vendor.endpoints.map(({ policy: id, route }) => {
      const policy = vendor.policies.find(one => one.id === id)
      if (policy === undefined) throw new Error(`no policy ${id}`)
      return [
        vendor.title,
        `\`${route}\``,
        `\`${id}\``,
        ruledCell(policy.maxBytes, size),
        ruledCell(policy.types, types => (types.includes('*') ? 'any' : types.join(', '))),
        policy.judgedBy,
        policy.quota === undefined ? '–' : ruledCell(policy.quota, String),
      ]
    }),
  )
  const header = ['vendor', 'endpoint', 'policy', 'largest file', 'types', 'judged by', 'files an owner']
  return [header, header.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function ruledCell<T>(rule: Ruled<T>, show: (value: T) => string): string {
  return `${show(rule.value)} (${rule.evidence})`
}

function size(bytes: number): string {
  const exact = `${bytes.toLocaleString('en-US')} bytes`
  if (bytes % MiB === 0) return `${bytes / MiB} MiB, ${exact}`
  return bytes % KiB === 0 ? `${bytes / KiB} KiB, ${exact}` : exact
}
