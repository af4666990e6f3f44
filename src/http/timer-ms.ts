import * as z from 'zod'

/** The longest time of a timer of Node, in milliseconds: some 24 days. Beyond it a timer would end at once. */
export const MAX_TIMER_MS = 2 ** 31 - 1

/** A setting that becomes the time of a timer, in whole milliseconds. */
export const timerMs = z
  .number()
  .int()
  .positive()
  .max(MAX_TIMER_MS, `must be at most ${MAX_TIMER_MS} ms, the longest that a timer runs`)
