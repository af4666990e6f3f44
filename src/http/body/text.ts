import type { FastifyInstance, FastifyRequest } from 'fastify'
import { ApiError } from '../../core/problem.ts'
import { ownText } from '../../core/text.ts'
import { MiB } from '../../core/units.ts'
import { hasBody } from './drain.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it came, where `acceptOnlyJson` read it: what a client signed. */
    bodyText: string | undefined
    /** How long a body was that was read as text, in bytes. */
    bodyBytes: number | undefined
  }
  interface FastifyInstance {
    /** The largest body of a content type that this scope reads as text, in bytes. */
    textLimitOf: (contentType: string | undefined) => number
  }
}

/** What this file adds to a request. */
export const TEXT_DECORATIONS = ['bodyText', 'bodyBytes'] as const satisfies readonly (keyof FastifyRequest)[]

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/i
const URLENCODED_TYPE = /^application\/x-www-form-urlencoded\b/i

const TEXT_TYPES = { 'application/json': JSON_TYPE, 'application/x-www-form-urlencoded': URLENCODED_TYPE }

/**
 * The largest body that is read into memory: JSON and urlencoded fields. Files are streamed, and it never bounds them.
 */
export const MAX_TEXT_BODY_BYTES = 8 * MiB

/** The largest bodies that a scope reads as text, in bytes. */
interface TextLimits {
  readonly json: number
  readonly urlencoded: number
}

/** Of fields of a form a megabyte is enough, for a preview image among them too. */
const VENDOR_LIMITS: TextLimits = { json: MAX_TEXT_BODY_BYTES, urlencoded: MiB }

/**
 * How a scope reads bodies that are no forms: JSON and urlencoded ones into `request.body`, an empty one into
 * `undefined` whatever its type says (a public Zoom client sends DELETE with a JSON content type and no body), any
 * other type not at all.
 */
export function acceptTextBodies(scope: FastifyInstance, limits: TextLimits = VENDOR_LIMITS): void {
  scope.removeAllContentTypeParsers()
  scope.decorate('textLimitOf', type => (URLENCODED_TYPE.test(type ?? '') ? limits.urlencoded : limits.json))
  scope.addContentTypeParser(
    JSON_TYPE,
    { parseAs: 'string', bodyLimit: limits.json },
    async (request: FastifyRequest, text: string) => {
      request.bodyBytes = Buffer.byteLength(text)
      return parseJson(text)
    },
  )
  scope.addContentTypeParser(
    URLENCODED_TYPE,
    { parseAs: 'string', bodyLimit: limits.urlencoded },
    async (request: FastifyRequest, text: string) => {
      request.bodyBytes = Buffer.byteLength(text)
      return text === '' ? undefined : Object.fromEntries(ownFields(text))
    },
  )
  leaveOtherBodies(scope)
}

/** What is kept of one field must not keep all of the body. */
function* ownFields(text: string): Iterable<readonly [string, string]> {
  for (const [name, value] of new URLSearchParams(text)) yield [ownText(name), ownText(value)]
}

/** Reads every body as JSON, whatever its content type says or when it has none, and keeps its text beside. */
export function acceptOnlyJson(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers()
  scope.decorate('textLimitOf', () => MAX_TEXT_BODY_BYTES)
  scope.addContentTypeParser(
    '*',
    { parseAs: 'string', bodyLimit: MAX_TEXT_BODY_BYTES },
    async (request: FastifyRequest, text: string) => {
      request.bodyText = text
      request.bodyBytes = Buffer.byteLength(text)
      return parseJson(text)
    },
  )
}

/** Leaves bodies of other types alone: whoever wants one reads the request itself, and the rest is drained. */
export function leaveOtherBodies(scope: FastifyInstance): void {
  scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
}

/** Whether a content type is the one of urlencoded fields. */
export function isUrlencoded(contentType: string): boolean {
  return URLENCODED_TYPE.test(contentType)
}

/** Refuses a body whose content type is not JSON, for an operation of a vendor that does so. */
export async function requireJson(request: FastifyRequest): Promise<void> {
  const found = request.headers['content-type']
  if (!JSON_TYPE.test(found ?? ''))
    throw new ApiError({ kind: 'unsupported-content-type', found, expected: 'application/json' })
}

/** Has an operation that takes values from a body refuse one of another type: it would be passed over in silence. */
export function acceptOnly(...types: readonly (keyof typeof TEXT_TYPES)[]) {
  return async (request: FastifyRequest): Promise<void> => {
    const found = request.headers['content-type']
    if (!hasBody(request.raw) || types.some(type => TEXT_TYPES[type].test(found ?? ''))) return
    throw new ApiError({ kind: 'unsupported-content-type', found, expected: types.join(' or ') })
  }
}

/**
 * The values of an urlencoded or a flat JSON body as texts, by name; nothing is left of a
 * nested value but its name, and of a list nothing.
 */
export function flatValues(body: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(isNested(body) && !Array.isArray(body) ? body : {})
  return new Map(entries.map(([name, value]) => [name, isNested(value) ? '' : String(value)]))
}

function parseJson(text: string): unknown {
  if (!/\S/.test(text)) return undefined
  try {
    // Not Fastify's parser: its scan for `__proto__` is a third of the time at half a megabyte, and zod copies what
    // it knows.
    return shallow(JSON.parse(text))
  } catch (error) {
    if (error instanceof ApiError) throw error
    // The engine's own words quote the body, which may hold a secret: the log must not have them.
    throw malformedJson('it is not valid JSON', { cause: error })
  }
}

/** Deeper than any vendor's body; what merges and writes values is recursive. */
const MAX_JSON_DEPTH = 200

/** The value, unless what handles it would overflow the stack. */
function shallow(value: unknown): unknown {
  let level = [value].filter(isNested)
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= MAX_JSON_DEPTH) throw malformedJson('it is nested too deeply')
    level = level.flatMap(one => Object.values(one)).filter(isNested)
  }
  return value
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function malformedJson(message: string, options?: ErrorOptions): ApiError {
  return new ApiError({ kind: 'malformed', what: 'json', message }, options)
}
