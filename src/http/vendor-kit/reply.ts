import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../core/clock.ts'
import type { Rendered, ReplyContext } from './dialect.ts'

/** A JSON reply in a vendor's words. */
export function json(
  status: number,
  body: unknown,
  headers: { readonly [name: string]: string } = {},
): Rendered {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body }
}

/** A `Retry-After` header in whole seconds; none where there is nothing to say. */
export function retryAfterSeconds(seconds: number | undefined): { readonly [name: string]: string } {
  return seconds === undefined ? {} : { 'retry-after': String(Math.ceil(seconds)) }
}

/** A text with each `{name}` replaced by its value; a name without a value stays as it is. */
export function fill(text: string, values: { readonly [name: string]: string }): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}

/** The bytes of a rendered body; none where it has no body. */
export function bodyOf(rendered: Rendered): string {
  if (rendered.body === undefined) return ''
  return typeof rendered.body === 'string' ? rendered.body : JSON.stringify(rendered.body)
}

/** Sends what a dialect rendered. */
export function sendRendered(reply: FastifyReply, rendered: Rendered): FastifyReply {
  reply.code(rendered.status).headers(rendered.headers ?? {})
  // A serializer would judge the refusal by the schema of a success.
  return reply.serializer(String).send(bodyOf(rendered))
}

/** What a dialect knows of a request in a vendor's scope. */
export function contextOf(request: FastifyRequest, clock: Clock): ReplyContext {
  const { head, trackingId, routeOptions } = request
  return { head, trackingId, operation: routeOptions.config.operation, now: (request.clock ?? clock).now() }
}
