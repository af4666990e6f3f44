import type { Finding, JournalPart } from '../../core/journal.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import type { Law, Rule, SeenFile, Verdict } from './file-rule.ts'
import { acceptedType, agreement } from './file-type.ts'

/** What the rules say of a file: a vendor refuses it where one is an error, another may where one is a warning. */
export function judgeFile(file: SeenFile, law: Law): readonly Verdict[] {
  const { part, offset } = file
  return RULES.flatMap(rule => rule(file, law)).map(verdict => ({ ...verdict, part, offset }))
}

/** What is fragile in a file that was stored, and where its request passed, which assumed rules it passed by. */
export function fileFindings(sent: JournalPart, law: Law & { readonly passed: boolean }): readonly Finding[] {
  // Each upload comes here: to copy all of a part's members takes longer than to judge it.
  const { name: part, offset, filename, declaredType, sniffedType, bytes } = sent
  // A cut one would not have been stored, where that is looked at.
  const file = { part, offset, filename, declaredType, sniffedType, bytes, isCut: false }
  const findings = judgeFile(file, law).map(({ mend: _, ...finding }) => finding)
  return law.passed ? [...findings, ...assumptions(sent, law.policy)] : findings
}

const RULES: readonly Rule[] = [size, share, acceptedType, agreement, wholeness]

/** From which share of a limit on a file is said to be near it. */
const NEAR = 0.95

/** A file that has more bytes than all of an owner's may have can't be among them. */
function share({ bytes }: SeenFile, { policy }: Law): ReturnType<Rule> {
  if (policy.quotaBytes === undefined || bytes <= policy.quotaBytes.value) return []
  const { value, evidence, source } = policy.quotaBytes
  return [
    {
      rule: `${policy.id}.quotaBytes`,
      severity: 'error',
      expected: `at most ${value} bytes together`,
      found: `${bytes} bytes`,
      message: `The file has ${bytes} bytes, an owner's files may have ${value} together.`,
      mend: `make it smaller by ${bytes - value} bytes`,
      evidence,
      source,
    },
  ]
}

function size({ bytes }: SeenFile, { policy }: Law): ReturnType<Rule> {
  const { value, evidence, source } = policy.maxBytes
  if (bytes < value * NEAR) return []
  const expected = `at most ${value} bytes`
  const about = { rule: `${policy.id}.maxBytes`, expected, found: `${bytes} bytes`, evidence, source }
  return [
    bytes > value
      ? {
          ...about,
          severity: 'error',
          message: `The file has ${bytes} bytes, ${value} are allowed.`,
          mend: `make it smaller by ${bytes - value} bytes: fewer pixels, or a lower quality`,
        }
      : {
          ...about,
          severity: 'warning',
          message: `The file has ${bytes} of ${value} bytes: it is near the limit.`,
          mend: 'keep it smaller: the next one may be too large',
        },
  ]
}

function wholeness({ isCut, sniffedType }: SeenFile, { policy }: Law): ReturnType<Rule> {
  const { value, evidence, source } = policy.wholeImages
  if (!isCut || policy.judgedBy !== 'content' || !value) return []
  return [
    {
      rule: `${policy.id}.wholeImages`,
      severity: 'error',
      expected: 'a whole image',
      found: `a cut ${sniffedType}`,
      message: `The ${sniffedType} image ends before its pixels do.`,
      mend: 'export or download it again: its end is missing',
      evidence,
      source,
    },
  ]
}

function assumptions({ name, offset }: JournalPart, policy: MediaPolicy): readonly Finding[] {
  const facets = ['maxBytes', 'types', 'quota', 'quotaBytes'] as const
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
