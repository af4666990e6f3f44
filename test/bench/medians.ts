/** The middle one: what disturbs the machine now and then does not move it. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** The ratio of each pair that was measured in one round: what disturbs the machine disturbs both. */
export function ratios(own: readonly number[], other: readonly number[]): readonly number[] {
  return own.map((value, round) => value / (other[round] ?? Number.NaN))
}
