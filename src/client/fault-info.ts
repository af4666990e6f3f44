import type { FaultRule } from '../core/fault.ts'

/** An ordered failure, and how often it struck. */
export type FaultInfo = FaultRule & { readonly fired: number }
