import type { FastifySchemaCompiler } from 'fastify'
import type * as z from 'zod'
import { ApiError, type Issue } from '../../core/problem.ts'

/** How many mistakes one refusal tells: a body of megabytes can have millions. */
const MAX_ISSUES = 10

/** Parses values from outside; throws an `invalid` problem with a path below `root` for each mistake. */
export function parseValues<T>(schema: z.ZodType<T>, values: unknown, root: string): T {
  const parsed = schema.safeParse(values, { reportInput: true })
  if (parsed.success) return parsed.data
  throw new ApiError(
    { kind: 'invalid', issues: toIssues(parsed.error.issues, root) },
    { cause: parsed.error },
  )
}

/** Has Fastify judge params, query, headers and bodies by zod schemas, with mistakes as `invalid` problems. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  values => {
    try {
      return { value: parseValues(schema, values, httpPart ?? 'request') }
    } catch (error) {
      if (error instanceof ApiError) return { error }
      throw error
    }
  }

function toIssues(issues: readonly z.core.$ZodIssue[], root: string): readonly [Issue, ...Issue[]] {
  const [first, ...rest] = issues.slice(0, MAX_ISSUES).flatMap(issue => {
    const path = [root, ...issue.path.map(String)].join('.')
    if (issue.code === 'unrecognized_keys')
      return issue.keys
        .slice(0, MAX_ISSUES)
        .map(key => ({ path: `${path}.${key}`, message: 'is not a known key', missing: false }))
    // Of a key that a record refuses, the schema of its keys says what is wrong.
    const { message } = (issue.code === 'invalid_key' ? issue.issues[0] : undefined) ?? issue
    return [{ path, message, missing: issue.code === 'invalid_type' && issue.input === undefined }]
  })
  return [first ?? { path: root, message: 'is invalid', missing: false }, ...rest]
}
