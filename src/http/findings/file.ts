import type { Finding, JournalPart } from '../../core/journal.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import type { MediaTypes } from '../../media/catalogue.ts'

/** From which share of a limit on a file is said to be near it. */
const NEAR = 0.95

/** What is fragile in a file that was stored, and where its request passed, which assumed rules it passed by. */
export function fileFindings(
  part: JournalPart,
  {
    policy,
    passed,
    mediaTypes,
  }: { readonly policy: MediaPolicy; readonly passed: boolean; readonly mediaTypes: MediaTypes },
): readonly Finding[] {
  return [
    ...mismatches(part, mediaTypes),
    ...nearLimit(part, policy),
    ...(passed ? assumptions(part, policy) : []),
  ]
}

function mismatches(part: JournalPart, mediaTypes: MediaTypes): readonly Finding[] {
  const { sniffedType, filename } = part
  const declaredType = part.declaredType === null ? null : mediaTypes.normal(part.declaredType)
  if (sniffedType === null && (declaredType === null || !mediaTypes.isTold(declaredType))) return []
  const found = sniffedType ?? 'of an unknown type'
  const about = { severity: 'warning' as const, part: part.name, offset: part.offset, found }
  const known = { evidence: 'assumed' as const, source: 'a vendor may judge by either' }
  const byExtension = filename === null ? undefined : mediaTypes.ofName(filename)
  const differs = (type: string) => sniffedType === null || !mediaTypes.mayBe(type, sniffedType)
  const wrongType =
    declaredType !== null && differs(declaredType) && declaredType !== 'application/octet-stream'
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
    ...(byExtension !== undefined && differs(byExtension)
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
        message: `It is only assumed that ${facet} is ${value}; this request passed by that rule.`,
        evidence: rule.evidence,
        source: rule.source,
      },
    ]
  })
}
