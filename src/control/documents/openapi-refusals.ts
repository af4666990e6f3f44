import type { MediaPolicy } from '../../core/policy.ts'
import type { Problem } from '../../core/problem.ts'
import type { Rendered } from '../../http/vendor-kit/dialect.ts'
import type { OperationRoute } from '../../http/vendor-kit/operations.ts'

/** The refusals of an operation by status, each said as the API says it. */
export function refusals(
  say: (problem: Problem, operation: string) => Rendered,
  route: OperationRoute,
): { readonly [status: string]: object } {
  const byStatus = new Map<string, { readonly contentType: string; readonly examples: Map<string, object> }>()
  for (const problem of problemsOf(route)) {
    const { status, headers, body } = say(problem, route.operation)
    const at = byStatus.get(String(status)) ?? {
      contentType: headers?.['content-type'] ?? 'application/json',
      examples: new Map(),
    }
    at.examples.set([problem.kind, ...detailOf(problem)].join('-'), { value: body })
    byStatus.set(String(status), at)
  }
  return Object.fromEntries(
    [...byStatus].map(([status, { contentType, examples }]) => [
      status,
      {
        description: [...examples.keys()].join(', '),
        content: { [contentType]: { schema: {}, examples: Object.fromEntries(examples) } },
      },
    ]),
  )
}

function detailOf(problem: Problem): readonly string[] {
  if ('reason' in problem) return [problem.reason]
  return 'unit' in problem ? [problem.unit] : []
}

function quotaProblems({ quota, quotaBytes }: MediaPolicy): readonly Problem[] {
  const units = [
    ['files', quota],
    ['bytes', quotaBytes],
  ] as const
  return units.flatMap(([unit, rule]) =>
    rule === undefined ? [] : [{ kind: 'quota-exceeded', resource: 'file', limit: rule.value, unit }],
  )
}

/** What an operation can be refused for. */
function problemsOf({ form, schema, isPublic }: OperationRoute): readonly Problem[] {
  const issue = { path: 'body.member', message: 'is invalid', missing: false }
  return [
    ...(isPublic
      ? []
      : ([
          { kind: 'unauthenticated', reason: 'missing' },
          { kind: 'unauthenticated', reason: 'unknown' },
          { kind: 'forbidden', missing: ['a scope'] },
        ] satisfies Problem[])),
    ...(schema.params === undefined && schema.body === undefined
      ? []
      : ([{ kind: 'invalid', issues: [issue] }] satisfies Problem[])),
    ...(form === undefined
      ? []
      : ([
          { kind: 'missing-part', part: form.file, reason: 'absent' },
          { kind: 'too-large', part: form.file, limit: form.policy.maxBytes.value },
          {
            kind: 'unsupported-media',
            found: 'text/plain',
            accepted: form.policy.types.value,
            reason: 'type',
          },
          ...quotaProblems(form.policy),
        ] satisfies Problem[])),
    { kind: 'rate-limited' },
    { kind: 'internal' },
  ]
}
