import type { Ruled } from '../../core/evidence.ts'
import { texts } from './texts.ts'

/** An account must have credit: the documentation's own example of a refusal. */
export const NO_CREDIT = 'no-credit'

/** What only a provider refuses, by the rule's name, and how its server says that. */
export const rules: ReadonlyMap<string, { readonly status: number; readonly text: Ruled<string> }> = new Map([
  [NO_CREDIT, { status: 402, text: texts.noCredit }],
])
