import type { FastifySchemaCompiler } from 'fastify'
import type { z } from 'zod'
import { ApiError, type Issue } from '../core/problem.ts'

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
  const [first, ...rest] = issues.map(issue => ({
    path: [root, ...issue.path.map(String)].join('.'),
    message: issue.message,
    missing: issue.code === 'invalid_type' && issue.input === undefined,
  }))
  return [first ?? { path: root, message: 'is invalid', missing: false }, ...rest]
}
