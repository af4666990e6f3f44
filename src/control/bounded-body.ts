import type { FastifyRequest } from 'fastify'
import { MiB } from '../core/units.ts'
import { ControlError } from './errors.ts'

/** The largest body of values, in bytes: no rule and no expectation needs as much. */
export const MAX_BODY_BYTES = MiB

/** How deep a body may be, and how many members each object and array in it may have. */
export interface BodyBounds {
  readonly depth: number
  readonly members: number
  /** Why no more makes sense, to end a sentence. */
  readonly because: string
}

/** Refuses a body beyond its bounds, and names the key. The hook to run before a body is judged. */
export function boundedBody(bounds: BodyBounds) {
  return async ({ body }: FastifyRequest): Promise<void> => judge(body, [], bounds)
}

function judge(value: unknown, path: readonly string[], bounds: BodyBounds): void {
  if (typeof value !== 'object' || value === null) return
  const { depth, members, because } = bounds
  const refuse = (message: string) => {
    throw new ControlError(400, 'invalid', `${message}: ${because}`, path.join('.'))
  }
  if (path.length === depth) refuse(`is deeper than ${depth} levels`)
  const entries = Object.entries(value)
  if (entries.length > members) refuse(`has more than ${members} members`)
  for (const [key, member] of entries) judge(member, [...path, key], bounds)
}
