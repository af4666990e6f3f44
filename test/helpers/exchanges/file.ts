import { readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'

const FOLDER = new URL('../../../fixtures/exchanges/', import.meta.url)

const text = z.string().min(1)
const headers = z.record(z.string(), z.string())

/** A part as browsers write it, or with its header lines as they go over the wire. */
const part = z.union([
  z.strictObject({ name: text, value: z.string() }),
  z.strictObject({
    name: text,
    file: text,
    filename: z.string(),
    type: text,
    padTo: z.number().int().optional(),
  }),
  z.strictObject({
    headers: z.array(text),
    value: z.string().optional(),
    file: text.optional(),
    padTo: z.number().int().optional(),
  }),
])

const body = z.union([
  z.strictObject({ json: z.unknown() }),
  z.strictObject({ text: z.string() }),
  z.strictObject({ form: z.array(part), boundary: text.optional() }),
  z.strictObject({ raw: z.strictObject({ file: text, padTo: z.number().int().optional() }) }),
])

const request = z.strictObject({
  method: text,
  /** Begins with a slash, or is an address that an earlier reply had. */
  path: z.string().regex(/^(?:\/|\{\{=\w+\}\}$)/),
  headers: headers.default({}),
  body: body.optional(),
  /** Signed as AWS clients do, for the server's address of this run; `at` is when, in ISO 8601. */
  sign: z
    .strictObject({
      accessKeyId: text,
      secretAccessKey: text,
      sessionToken: text.optional(),
      region: text.default('us-east-1'),
      service: text.default('connect'),
      at: z.iso.datetime(),
    })
    .optional(),
  /** How far the server's clock moves before this request. */
  advanceMs: z.number().int().optional(),
})

const response = z.strictObject({
  status: z.number().int(),
  /** Null for a header that must not be there. */
  headers: z.record(z.string(), z.string().nullable()).default({}),
  /** JSON, or text that is no JSON. Without it, and without `file`, the reply has no body. */
  body: z.unknown().optional(),
  /** The reply is this fixture, or the bytes from `start` to `end` of it. */
  file: z
    .strictObject({ name: text, start: z.number().int().optional(), end: z.number().int().optional() })
    .optional(),
  /** Members that the file does not name may be there too; `reason` says why. */
  partial: z.literal(true).optional(),
  reason: text.optional(),
})

const exchange = z
  .strictObject({
    title: text,
    operation: text.optional(),
    evidence: z.enum(['documented', 'observed', 'assumed']),
    source: text,
    note: text.optional(),
    config: z.record(z.string(), z.unknown()).default({}),
    /** The server's time at its start. */
    clock: z.iso.datetime().default('2026-01-01T00:00:00Z'),
    given: z
      .array(
        request.extend({
          /** By name a JSON pointer into the reply. */
          capture: z.record(z.string(), z.string().startsWith('/')).default({}),
          repeat: z.number().int().positive().default(1),
        }),
      )
      .default([]),
    request,
    response,
  })
  .refine(({ response }) => response.partial === undefined || response.reason !== undefined, {
    message: 'a partial body needs its reason',
  })

/** One request and the reply that a vendor's page, a recording or a decision of ours says it gets. */
export type Exchange = z.output<typeof exchange> & {
  readonly vendor: string
  /** The file, from `fixtures/exchanges` on. */
  readonly file: string
}
/** A request as a file describes it. */
export type ExchangeRequest = z.output<typeof request>
/** A reply as a file describes it. */
export type ExpectedReply = z.output<typeof response>

/** Every exchange of `fixtures/exchanges`, by vendor and file name. Throws for a file that is none. */
export function loadExchanges(): readonly Exchange[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => {
      const parsed = exchange.safeParse(JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')))
      if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`)
      return { ...parsed.data, vendor: file.split('/')[0] ?? '', file }
    })
}
