import type { FaultActionKey } from '../core/fault-actions.ts'
import type { FaultValues } from '../core/fault-values.ts'

/** What a form for a fault offers. */
export interface FaultChoices {
  readonly operations: readonly string[]
  /** The kinds of problem that can be answered. */
  readonly problems: readonly string[]
  readonly actions: readonly {
    readonly key: FaultActionKey
    readonly label: string
    /** A value to begin with; empty where there is nothing to choose. */
    readonly hint: string
    /** The kind of its value. */
    readonly value: keyof FaultValues
  }[]
}
