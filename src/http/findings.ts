import type { Ruled } from '../core/evidence.ts'
import type { Finding, JournalPart } from '../core/journal.ts'
import type { MediaPolicy } from '../core/policy.ts'
import { describeProblem, type Problem } from '../core/problem.ts'
import { isKnownType, normalMediaType, typeOfExtension } from '../media/media-type.ts'

/** From which share of a limit on a file is said to be near it. */
const NEAR = 0.95

/** What a refusal is judged by. */
export interface RefusalContext {
  readonly vendor: string
  /** The policy of the operation, where it takes a file. */
  readonly policy: MediaPolicy | undefined
  /** The vendor's own words for the refusal, with their evidence. */
  readonly words: Ruled<unknown> | undefined
  /** The part that must be the file, where the operation reads a form. */
  readonly file: string | null
  /** Where in the body a part's content begins. */
  readonly contentOffset: (part: string) => number | null
  /** Whether the file is a member of a JSON body. */
  readonly isBase64: boolean
  /** Where in the body a place in a member's text is. */
  readonly placeIn: (member: string, at: number) => number | null
}

/** The finding that a refusal is: which rule, where, and how it is known. */
export function refusalFinding(problem: Problem, context: RefusalContext): Finding {
  const { vendor, policy, words } = context
  const part = partOf(problem, context.file)
  const base = {
    rule: `${vendor}.${problem.kind}`,
    severity: 'error' as const,
    part,
    offset: part === null ? null : context.contentOffset(part),
    expected: null,
    found: null,
    message: describeProblem(problem),
    evidence: words?.evidence ?? ('assumed' as const),
    source: words?.source ?? 'nobody documents this',
  }
  const facet = policy === undefined ? undefined : facetOf(problem, policy)
  const detail = detailOf(problem, base.offset, context)
  return facet === undefined || policy === undefined
    ? { ...base, ...detail }
    : {
        ...base,
        ...detail,
        rule: `${policy.id}.${facet}`,
        evidence: policy[facet]?.evidence ?? 'assumed',
        source: policy[facet]?.source ?? base.source,
      }
}

type Facet = 'maxBytes' | 'types' | 'wholeImages' | 'quota'

function facetOf(problem: Problem, policy: MediaPolicy): Facet | undefined {
  switch (problem.kind) {
    case 'too-large':
      return problem.limit === policy.maxBytes.value ? 'maxBytes' : undefined
    case 'unsupported-media':
      return problem.reason === 'cut-image' ? 'wholeImages' : 'types'
    case 'quota-exceeded':
      return 'quota'
    default:
      return undefined
  }
}

function partOf(problem: Problem, file: string | null): string | null {
  if (problem.kind === 'invalid') return memberOf(problem.issues[0].path)
  if ('part' in problem) return problem.part ?? null
  return problem.kind === 'unsupported-media' ? file : null
}

/** `body.MediaSource` is `MediaSource` to the client. */
function memberOf(path: string): string {
  return path.split('.').slice(1).join('.')
}

function detailOf(
  problem: Problem,
  offset: number | null,
  { isBase64, placeIn }: RefusalContext,
): Partial<Finding> {
  switch (problem.kind) {
    case 'too-large':
      return {
        offset: (offset ?? 0) + (isBase64 ? Math.floor((problem.limit * 4) / 3) : problem.limit),
        expected: `at most ${problem.limit} bytes`,
        found: `more than ${problem.limit} bytes`,
      }
    case 'unsupported-media':
      return problem.reason === 'cut-image'
        ? { expected: 'a whole image', found: `a cut ${problem.found}` }
        : { expected: problem.accepted.join(', '), found: problem.found ?? 'an unknown type' }
    case 'quota-exceeded':
      return { expected: `at most ${problem.limit}`, found: `${problem.limit} are there already` }
    case 'unsupported-content-type':
      return { expected: problem.expected, found: problem.found ?? 'none' }
    case 'method-not-allowed':
      return { expected: problem.allowed.join(', ') }
    case 'missing-part':
      return { expected: `a file in part ${problem.part}`, found: problem.reason }
    case 'forbidden':
      return { expected: problem.missing.join(', ') }
    case 'invalid': {
      const { at, path } = problem.issues[0]
      return at === undefined ? {} : { offset: placeIn(memberOf(path), at) }
    }
    default:
      return {}
  }
}

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
