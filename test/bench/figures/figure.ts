import { median } from '../medians.ts'
import type { Servers } from '../servers.ts'

/** One measured number, with what it should be. */
export interface Figure {
  readonly name: string
  readonly unit: 'times' | 'ms' | 'MB' | 'bytes' | 'a second' | 'round trips'
  /** Every measurement. Their median is what is told. */
  readonly samples: readonly number[]
  /** Undefined where it is told for its own sake. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number }
  /** What the figure is a ratio of, or else explains it. */
  readonly beside?: { readonly [what: string]: number }
  /** What it was measured over, where that is more than the server itself. */
  readonly over?: string
}

/** A part of the run: figures that are measured together. Its name is what `ONLY` chooses by. */
export interface Part {
  readonly name: string
  /** Why it can't be measured here. */
  readonly skip?: string | undefined
  measure(servers: Servers): Promise<readonly Figure[]>
}

/** A row of the table. */
export function shownFigure({ unit, samples, target, beside = {} }: Figure) {
  const value = median(samples)
  return {
    median: round(value),
    unit,
    ...(target !== undefined && judged(value, target)),
    beside: Object.entries(beside)
      .map(([what, number]) => `${what} ${round(number)}`)
      .join(', '),
  }
}

function judged(value: number, target: NonNullable<Figure['target']>) {
  const isMet = 'atMost' in target ? value <= target.atMost : value >= target.atLeast
  return {
    target: 'atMost' in target ? `<= ${target.atMost}` : `>= ${target.atLeast}`,
    met: isMet ? 'yes' : 'NO',
  }
}

function round(value: number): number {
  return Number(value.toPrecision(3))
}
