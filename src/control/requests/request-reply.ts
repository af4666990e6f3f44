import * as z from 'zod'
import { type JournalEntry, OUTCOMES } from '../../core/journal.ts'
import { findingReply } from '../finding-reply.ts'

const texts = z.record(z.string(), z.string())

/** A part as the control API shows it. */
export const partReply = z.object({
  name: z.string(),
  filename: z.string().nullable(),
  declaredType: z.string().nullable(),
  sniffedType: z.string().nullable(),
  bytes: z.number().int(),
  offset: z.number().int(),
  sha256: z.string().nullable(),
})

/** A credential as the control API shows it. */
export const credentialReply = z.object({
  scheme: z.string(),
  id: z.string(),
  status: z.enum(['known', 'presented', 'refused']),
})

/** What was answered, as the control API shows it. */
export const responseReply = z.object({
  status: z.number().int(),
  headers: texts,
  body: z.string().nullable(),
})

/** A journal entry as the control API shows it. */
export const requestReply = z.object({
  id: z.string(),
  namespace: z.string(),
  vendor: z.string(),
  operation: z.string().nullable(),
  owners: z.array(z.string()),
  method: z.string(),
  path: z.string(),
  query: texts,
  headers: texts,
  body: z.unknown(),
  bodyBytes: z.number().int(),
  outcome: z.enum(OUTCOMES),
  committed: z.boolean(),
  receivedAt: z.iso.datetime(),
  durationMs: z.number(),
  credential: credentialReply.nullable(),
  parts: z.array(partReply),
  response: responseReply.nullable(),
  fault: z.string().nullable(),
  findings: z.array(findingReply),
})
export type RequestReply = z.input<typeof requestReply>

/** An entry in the control API's words. */
export function toRequestReply(entry: JournalEntry): RequestReply {
  const { excerpts: _, explanation: __, parts, owners, findings, receivedAt, ...shown } = entry
  return {
    ...shown,
    owners: [...owners],
    findings: [...findings],
    parts: parts.map(({ blob: _, ...part }) => part),
    receivedAt: new Date(receivedAt).toISOString(),
  }
}
