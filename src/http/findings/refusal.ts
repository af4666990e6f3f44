import type { Ruled } from '../../core/evidence.ts'
import type { Finding } from '../../core/journal.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import { describeProblem, type Problem } from '../../core/problem.ts'

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

type Facet = 'maxBytes' | 'types' | 'wholeImages' | 'quota' | 'quotaBytes'

function facetOf(problem: Problem, policy: MediaPolicy): Facet | undefined {
  switch (problem.kind) {
    case 'too-large':
      return problem.limit === policy.maxBytes.value ? 'maxBytes' : undefined
    case 'unsupported-media':
      return problem.reason === 'cut-image' ? 'wholeImages' : 'types'
    case 'quota-exceeded':
      return problem.unit === 'files' ? 'quota' : 'quotaBytes'
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
      return problem.unit === 'files'
        ? { expected: `at most ${problem.limit}`, found: `${problem.limit} are there already` }
        : { expected: `at most ${problem.limit} bytes together`, found: `more than ${problem.limit} bytes` }
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
