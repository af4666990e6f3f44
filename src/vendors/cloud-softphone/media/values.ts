import type { FastifyRequest } from 'fastify'
import { acceptOnly, flatValues } from '../../../http/body/text.ts'

/** Refuses a body in which a service's parameters can't be. */
export const acceptValues = acceptOnly('application/x-www-form-urlencoded', 'application/json')

/** A service's parameters, from its query and its body alike. */
export function sentValues(request: FastifyRequest): { readonly [name: string]: string } {
  return Object.fromEntries([...request.head.query, ...flatValues(request.body)])
}
