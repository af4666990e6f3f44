import type { MediaPolicy } from '../../core/policy.ts'
import { accepts } from '../../media/accepts.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import type { Law, Rule, SeenFile } from './file-rule.ts'

/** Whether the vendor takes files of this type, told as it tells it. */
export function acceptedType(file: SeenFile, { policy, mediaTypes }: Law): ReturnType<Rule> {
  const judged = TOLD[policy.judgedBy](file, mediaTypes)
  if (accepts(policy, judged, mediaTypes)) return []
  const { value, evidence, source } = policy.types
  const expected = value.join(', ')
  const found = judged ?? 'an unknown type'
  return [
    {
      rule: `${policy.id}.types`,
      severity: 'error',
      expected,
      found,
      message: `The file is ${judged ?? 'of an unknown type'}; accepted: ${expected}.`,
      mend: `save it as ${expected}${MENDS[policy.judgedBy]}`,
      evidence,
      source,
    },
  ]
}

type Judge = MediaPolicy['judgedBy']

/** The type of a file as each place tells it; undefined where that tells none. */
const TOLD: { readonly [J in Judge]: (file: SeenFile, mediaTypes: MediaTypes) => string | undefined } = {
  content: ({ sniffedType }) => sniffedType ?? undefined,
  // Where nothing was declared, as a client would by the name.
  declared: ({ declaredType, filename }, mediaTypes) =>
    declaredType === null ? mediaTypes.ofName(filename ?? '') : mediaTypes.normal(declaredType),
  name: ({ filename }, mediaTypes) => mediaTypes.ofName(filename ?? ''),
}

/** What must be so beside the content. */
const MENDS: { readonly [J in Judge]: string } = {
  content: '',
  declared: ', under a name whose ending says so: the declared type counts here',
  name: ', under a name whose ending says so: the name counts here',
}

/** Whether name, declared type and content say the same. */
export function agreement(
  { sniffedType, filename, declaredType }: SeenFile,
  { mediaTypes }: Law,
): ReturnType<Rule> {
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
  const byName = mediaTypes.ofName(filename ?? '')
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
