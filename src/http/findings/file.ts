import type { Finding, JournalPart } from '../../core/journal.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { accepts } from '../../media/accepts.ts'
import type { MediaTypes } from '../../media/catalogue.ts'

/** A file as its rules look at it: one that was sent, or that somebody means to send. */
export interface SeenFile extends Pick<JournalPart, 'filename' | 'declaredType' | 'sniffedType' | 'bytes'> {
  readonly part: Finding['part']
  readonly offset: Finding['offset']
  /** Whether an image's pixels begin and never end. */
  readonly isCut: boolean
}

/** What one rule says of a file, and what to do about it. */
export interface Verdict extends Finding {
  readonly severity: 'error' | 'warning'
  readonly expected: string
  readonly found: string
  readonly mend: string
}

/** What files are judged by at one endpoint. */
interface Law {
  readonly policy: MediaPolicy
  readonly mediaTypes: MediaTypes
}

type Rule = (file: SeenFile, law: Law) => readonly Omit<Verdict, 'part' | 'offset'>[]

/** What the rules say of a file: a vendor refuses it where one is an error, another may where one is a warning. */
export function judgeFile(file: SeenFile, law: Law): readonly Verdict[] {
  const { part, offset } = file
  return RULES.flatMap(rule => rule(file, law)).map(verdict => ({ ...verdict, part, offset }))
}

/** What is fragile in a file that was stored, and where its request passed, which assumed rules it passed by. */
export function fileFindings(
  part: JournalPart,
  { passed, ...law }: Law & { readonly passed: boolean },
): readonly Finding[] {
  // A cut one would not have been stored, where that is looked at.
  const verdicts = judgeFile({ ...part, part: part.name, isCut: false }, law)
  const findings = verdicts.map(({ mend: _, ...finding }) => finding)
  return passed ? [...findings, ...assumptions(part, law.policy)] : findings
}

const RULES: readonly Rule[] = [size, type, agreement, wholeness]

/** From which share of a limit on a file is said to be near it. */
const NEAR = 0.95

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

function type(file: SeenFile, { policy, mediaTypes }: Law): ReturnType<Rule> {
  const judged = policy.judgedBy === 'content' ? file.sniffedType : typeToDeclare(file, mediaTypes)
  if (accepts(policy, judged ?? undefined, mediaTypes)) return []
  const { value, evidence, source } = policy.types
  const expected = value.join(', ')
  const found = judged ?? 'an unknown type'
  return [
    {
      rule: `${policy.id}.types`,
      severity: 'error',
      expected,
      found,
      message: `The file is of ${found}; accepted: ${expected}.`,
      mend:
        policy.judgedBy === 'content'
          ? `save it as ${expected}`
          : `save it as ${expected}, under a name whose ending says so: the declared type counts here`,
      evidence,
      source,
    },
  ]
}

/** As it was declared; where nothing was, as a client would by the name. */
function typeToDeclare({ declaredType, filename }: SeenFile, mediaTypes: MediaTypes): string | undefined {
  if (declaredType !== null) return mediaTypes.normal(declaredType)
  return filename === null ? undefined : mediaTypes.ofName(filename)
}

function agreement({ sniffedType, filename, declaredType }: SeenFile, { mediaTypes }: Law): ReturnType<Rule> {
  const declared = declaredType === null ? undefined : mediaTypes.normal(declaredType)
  if (sniffedType === null && (declared === undefined || !mediaTypes.isTold(declared))) return []
  const found = sniffedType ?? 'of an unknown type'
  const about = {
    severity: 'warning' as const,
    found,
    evidence: 'assumed' as const,
    source: 'a vendor may judge by either',
  }
  const contradicts = (claimed: string) => sniffedType === null || !mediaTypes.mayBe(claimed, sniffedType)
  const byName = filename === null ? undefined : mediaTypes.ofName(filename)
  const verdicts = []
  if (declared !== undefined && declared !== 'application/octet-stream' && contradicts(declared))
    verdicts.push({
      ...about,
      rule: 'file.declared-type',
      expected: declared,
      message: `The part is declared as ${declared}, its content is ${found}.`,
      mend: 'declare what the content is: another server may look at the other of the two',
    })
  if (byName !== undefined && contradicts(byName))
    verdicts.push({
      ...about,
      rule: 'file.extension',
      expected: byName,
      message: `The name ${filename} says ${byName}, the content is ${found}.`,
      mend: `rename it: the content is ${found}, and another server may look at the other of the two`,
    })
  return verdicts
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
