import type { Finding, JournalPart } from '../../core/journal.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { isKnownType, normalMediaType, typeOfExtension } from '../../media/media-type.ts'

/** From which share of a limit on a file is said to be near it. */
const NEAR = 0.95

/** What is fragile in a file that was stored, and where its request passed, which assumed rules it passed by. */
export function fileFindings(part: JournalPart, policy: MediaPolicy, passed: boolean): readonly Finding[] {
  return [...mismatches(part), ...nearLimit(part, policy), ...(passed ? assumptions(part, policy) : [])]
}

function mismatches(part: JournalPart): readonly Finding[] {
  const { sniffedType, filename } = part
  const declaredType = part.declaredType === null ? null : normalMediaType(part.declaredType)
  if (sniffedType === null && (declaredType === null || !isKnownType(declaredType))) return []
  const found = sniffedType ?? 'of an unknown type'
  const about = { severity: 'warning' as const, part: part.name, offset: part.offset, found }
  const known = { evidence: 'assumed' as const, source: 'a vendor may judge by either' }
  const byExtension = filename === null ? undefined : typeOfExtension(filename)
  const wrongType =
    declaredType !== null && declaredType !== sniffedType && declaredType !== 'application/octet-stream'
  return [
    ...(wrongType
      ? [
          {
            rule: 'file.declared-type',
            expected: declaredType,
            message: `The part is declared as ${declaredType}, its content is ${found}.`,
            ...about,
            ...known,
          },
        ]
      : []),
    ...(byExtension !== undefined && byExtension !== sniffedType
      ? [
          {
            rule: 'file.extension',
            expected: byExtension,
            message: `The name ${filename} says ${byExtension}, the content is ${found}.`,
            ...about,
            ...known,
          },
        ]
      : []),
  ]
}

function nearLimit({ name, offset, bytes }: JournalPart, { id, maxBytes }: MediaPolicy): readonly Finding[] {
  if (bytes < maxBytes.value * NEAR || bytes > maxBytes.value) return []
  const { evidence, source, value } = maxBytes
  const message = `The file has ${bytes} of ${value} bytes: it is near the limit.`
  const about = { rule: `${id}.maxBytes`, severity: 'warning' as const, part: name, offset }
  return [
    { ...about, expected: `at most ${value} bytes`, found: `${bytes} bytes`, message, evidence, source },
  ]
}

function assumptions({ name, offset }: JournalPart, policy: MediaPolicy): readonly Finding[] {
  const facets = ['maxBytes', 'types', 'quota'] as const
  return facets.flatMap(facet => {
    const rule = policy[facet]
    if (rule?.evidence !== 'assumed') return []
    const value = [rule.value].flat().join(', ')
    return [
      {
        rule: `${policy.id}.${facet}`,
        severity: 'note' as const,
        part: name,
        offset,
        expected: value,
        found: null,
        message: `That ${facet} is ${value} is assumed, and this request passed by it.`,
        evidence: rule.evidence,
        source: rule.source,
      },
    ]
  })
}
