/** The kinds of evidence, the best first. */
export const EVIDENCE = ['documented', 'observed', 'assumed'] as const

/**
 * How we know a fact about a vendor. `documented`: the vendor's own pages or published model say so. `observed`: a
 * real client's code, a recorded exchange or a run of the client shows it. `assumed`: nobody says; we chose.
 */
export type Evidence = (typeof EVIDENCE)[number]

/** A fact about a vendor with the reason to believe it. `source` is an address or names the page it stands on. */
export interface Ruled<T> {
  readonly value: T
  readonly evidence: Evidence
  readonly source: string
}

/** Marks a fact with its evidence and source. */
export function ruled<T>(value: T, evidence: Evidence, source: string): Ruled<T> {
  return { value, evidence, source }
}
