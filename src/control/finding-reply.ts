import * as z from 'zod'
import { EVIDENCE } from '../core/evidence.ts'
import { SEVERITIES } from '../core/journal.ts'

/** How a fact about a vendor is known. */
export const evidence = z.enum(EVIDENCE)

/** What a finding weighs. */
export const severity = z.enum(SEVERITIES)

/** A rule's verdict as the control API shows it. */
export const findingReply = z.object({
  rule: z.string(),
  severity,
  part: z.string().nullable(),
  offset: z.number().int().nullable(),
  expected: z.string().nullable(),
  found: z.string().nullable(),
  message: z.string(),
  evidence,
  source: z.string(),
})
