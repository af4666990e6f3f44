import type { Ruled } from '../../core/evidence.ts'
import { texts } from './texts.ts'

/** An org has one job at a time. */
export const JOB_RUNNING = 'job-running'

/** What only Webex refuses, by the rule's name, and how it says that. */
export const rules: ReadonlyMap<string, { readonly status: number; readonly text: Ruled<string> }> = new Map([
  [JOB_RUNNING, { status: 409, text: texts.jobRunning }],
])
