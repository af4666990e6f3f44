import { FAULT_MOMENTS, type FaultMoment, type FaultValues } from './fault-values.ts'

/** What is known of one action. */
interface ActionFacts {
  /** A rule has at most one `deed`; a `delay` goes with any, or alone. */
  readonly role: 'deed' | 'delay'
  readonly value: keyof FaultValues
  /** When it can strike. */
  readonly strikes: readonly FaultMoment[]
  /** Whether it decides how the request ends, not only when. */
  readonly decides: boolean
  /** Whether it may make a request take longer than requests may. */
  readonly takesTime: boolean
  /** Its name in a form. */
  readonly label: string
  /** A value to begin with; empty where there is nothing to choose. */
  readonly hint: string
  /** What happens, in Markdown. */
  readonly means: string
}

/** Everything that a fault can do. What a test may order, what is done, the page's form and README follow from it. */
export const FAULT_ACTIONS = {
  respond: {
    role: 'deed',
    value: 'reply',
    strikes: FAULT_MOMENTS,
    decides: true,
    takesTime: false,
    label: 'answer with',
    hint: 'a kind of problem',
    means:
      "with `{ error, retryAfter }` the vendor's own refusal: `unauthenticated`, `forbidden`, `not-found`, `too-large`, `unsupported-media`, `quota-exceeded`, `rate-limited`, `unavailable`, `internal`, …; with `{ status, headers, body }` this reply as it stands",
  },
  delayMs: {
    role: 'delay',
    value: 'milliseconds',
    strikes: FAULT_MOMENTS,
    decides: false,
    takesTime: true,
    label: 'wait (ms)',
    hint: '500',
    means: 'it takes so much longer, alone or before any other',
  },
  jitterMs: {
    role: 'delay',
    value: 'milliseconds',
    strikes: FAULT_MOMENTS,
    decides: false,
    takesTime: true,
    label: 'wait up to (ms)',
    hint: '500',
    means: 'up to so much longer, beside `delayMs` or alone; the same in each run',
  },
  stall: {
    role: 'deed',
    value: 'true',
    strikes: FAULT_MOMENTS,
    decides: true,
    takesTime: true,
    label: 'stall for ever',
    hint: '',
    means: 'nothing more comes until either side closes',
  },
  reset: {
    role: 'deed',
    value: 'true',
    strikes: FAULT_MOMENTS,
    decides: true,
    takesTime: false,
    label: 'reset the connection',
    hint: '',
    means: 'the connection is reset',
  },
  bytesPerSecond: {
    role: 'deed',
    value: 'bytes a second',
    strikes: ['during', 'after'],
    decides: false,
    takesTime: true,
    label: 'slow down (bytes a second)',
    hint: '20000',
    means: 'a slow upload (`"when": "during"`), else a slow answer',
  },
  truncateBodyAt: {
    role: 'deed',
    value: 'bytes',
    strikes: ['after'],
    decides: true,
    takesTime: false,
    label: 'cut the answer after (bytes)',
    hint: '20',
    means: "the answer's body ends after so many bytes, short of its length",
  },
  omit: {
    role: 'deed',
    value: 'member',
    strikes: ['after'],
    decides: true,
    takesTime: false,
    label: 'leave a member out',
    hint: 'media_url',
    means: 'a member is missing in the answer: `media_url`, `in_meeting.virtual_background`',
  },
} as const satisfies { readonly [key: string]: ActionFacts }

type Table = typeof FAULT_ACTIONS

export type FaultActionKey = keyof Table

/** The actions of a role: `deed` or `delay`. */
export type ActionsOf<Role extends ActionFacts['role']> = {
  [K in FaultActionKey]: Table[K]['role'] extends Role ? K : never
}[FaultActionKey]

/** When an action can strike. */
export type StrikesOf<K extends FaultActionKey> = Table[K]['strikes'][number]

/** The type of an action's value. */
export type ValueOf<K extends FaultActionKey> = FaultValues[Table[K]['value']]

/** What happens: at most one deed, and delays with any or alone. */
export type FaultAction = { readonly [K in FaultActionKey]?: ValueOf<K> | undefined }

/** Every action, in the order of the table. */
export const FAULT_ACTION_KEYS = Object.keys(FAULT_ACTIONS) as readonly FaultActionKey[] // of the table above

/** The actions that a rule names. */
export function actionsIn(rule: Named): readonly FaultActionKey[] {
  return FAULT_ACTION_KEYS.filter(key => rule[key] !== undefined)
}

/** The deeds among them: one, or none where it only delays. */
export function deedsIn(rule: Named): readonly ActionsOf<'deed'>[] {
  return actionsIn(rule).filter(isDeed)
}

/** A rule, be it one that makes no sense. */
type Named = { readonly [K in FaultActionKey]?: unknown }

function isDeed(key: FaultActionKey): key is ActionsOf<'deed'> {
  return FAULT_ACTIONS[key].role === 'deed'
}
