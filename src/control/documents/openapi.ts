import * as z from 'zod'
import type { Problem } from '../../core/problem.ts'
import type { Rendered } from '../../http/vendor-kit/dialect.ts'
import type { OperationExample } from '../../http/vendor-kit/examples.ts'
import type { OperationRoute } from '../../http/vendor-kit/operations.ts'
import { shownPath } from '../../http/vendor-kit/paths.ts'
import { type SecurityScheme, schemesFor } from '../../http/vendor-kit/security.ts'
import { fileSchema } from './openapi-file.ts'
import { refusals } from './openapi-refusals.ts'

/** What an OpenAPI document is made from. */
export interface DocumentSource {
  readonly title: string
  readonly description: string
  readonly version: string
  readonly server: string
  readonly operations: readonly OperationRoute[]
  readonly examples: readonly OperationExample[]
  /** By name. An operation takes any one of those that are for it. */
  readonly security: { readonly [name: string]: Pick<SecurityScheme, 'openapi' | 'only'> }
  /** Says a problem as the API does at an operation. */
  say(problem: Problem, operation: string): Rendered
}

type Json = { readonly [key: string]: unknown }

/** An OpenAPI 3.1 document of the operations, with their examples and refusals. The same source gives the same text. */
export function toOpenApi(source: DocumentSource): Json {
  const paths = new Map<string, Map<string, Json>>()
  const ids = new Set<string>()
  for (const route of source.operations) {
    const path = shownPath(route.url)
    const methods = paths.get(path) ?? new Map<string, Json>()
    methods.set(route.method.toLowerCase(), toOperation(source, route, uniqueId(ids, route)))
    paths.set(path, methods)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: source.title,
      version: source.version,
      description: source.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: source.server }],
    security: required(Object.entries(source.security).filter(([, { only }]) => only === undefined)),
    paths: Object.fromEntries([...paths].map(([path, methods]) => [path, Object.fromEntries(methods)])),
    components: {
      securitySchemes: Object.fromEntries(
        Object.entries(source.security).map(([name, { openapi }]) => [name, openapi]),
      ),
    },
  }
}

function uniqueId(ids: Set<string>, { operation, method }: OperationRoute): string {
  const candidates = [operation, `${operation}By${method[0]}${method.slice(1).toLowerCase()}`]
  for (let n = 2; ; n++) {
    const id = candidates.find(candidate => !ids.has(candidate))
    if (id !== undefined) {
      ids.add(id)
      return id
    }
    candidates.push(`${operation}${n}`)
  }
}

function toOperation(source: DocumentSource, route: OperationRoute, operationId: string): Json {
  const example = source.examples.find(
    one => one.operation === route.operation && one.method === route.method,
  )
  const body = requestBody(route, example)
  return {
    operationId,
    summary: route.operation,
    ...ownSecurity(source, route),
    parameters: parameters(route),
    ...(body !== undefined && { requestBody: body }),
    responses: { ...successes(route, example), ...refusals(source.say, route) },
  }
}

/** An operation without `security` has that of the document. */
function ownSecurity({ security }: DocumentSource, { operation, isPublic }: OperationRoute): Json {
  const schemes = schemesFor(security, operation)
  if (schemes.some(([, { only }]) => only !== undefined)) return { security: required(schemes) }
  return isPublic ? { security: [] } : {}
}

function required(schemes: readonly (readonly [string, unknown])[]): readonly Json[] {
  return schemes.map(([name]) => ({ [name]: [] }))
}

function parameters({ url, schema }: OperationRoute): readonly Json[] {
  const known = (part: z.ZodType | undefined) =>
    part === undefined ? {} : objectOf(inputSchema(part)).properties
  const inPath = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: known(schema.params)[name] ?? { type: 'string' },
  }))
  const query = schema.querystring === undefined ? undefined : objectOf(inputSchema(schema.querystring))
  const inQuery = Object.entries(query?.properties ?? {}).map(([name, one]) => ({
    name,
    in: 'query',
    required: query?.required.includes(name) ?? false,
    schema: one,
  }))
  return [...inPath, ...inQuery]
}

function requestBody(
  { form, schema }: OperationRoute,
  example: OperationExample | undefined,
): Json | undefined {
  if (form !== undefined) {
    const fields = objectOf(inputSchema(form.fields))
    const types = form.policy.types.value
    return {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            properties: {
              ...fields.properties,
              [form.file]: fileSchema(form.policy),
            },
            required: [form.file, ...fields.required],
          },
          encoding: { [form.file]: { contentType: types.includes('*') ? '*/*' : types.join(', ') } },
        },
      },
    }
  }
  if (schema.body !== undefined)
    return {
      required: true,
      content: {
        'application/json': {
          schema: inputSchema(schema.body),
          ...(example?.body !== undefined && 'json' in example.body && { example: example.body.json }),
        },
      },
    }
  if (example?.body === undefined) return undefined
  if ('urlencoded' in example.body)
    return {
      content: {
        'application/x-www-form-urlencoded': { schema: { type: 'object' }, example: example.body.urlencoded },
      },
    }
  return { required: true, content: { '*/*': { schema: {} } } }
}

function successes({ schema }: OperationRoute, example: OperationExample | undefined): Json {
  const described = Object.entries(schema.response ?? {}).map(([status, response]) => [
    status,
    {
      description: 'Success',
      ...(status !== '204' && { content: { 'application/json': { schema: outputSchema(response) } } }),
    },
  ])
  if (described.length > 0) return Object.fromEntries(described)
  return { [String(example?.status ?? 200)]: { description: 'Success' } }
}

function inputSchema(schema: z.ZodType): Json {
  return bare(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }))
}

function outputSchema(schema: z.ZodType): Json {
  return bare(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }))
}

/** OpenAPI 3.1 speaks JSON Schema's own dialect, which need not be named in each place. */
function bare({ $schema: _, ...schema }: Json): Json {
  return schema
}

function objectOf(schema: Json) {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: { readonly [name: string]: unknown }
    readonly required?: readonly string[]
  } // an object's schema, as every zod object makes it
  return { properties, required }
}
