import type { FastifyRequest } from 'fastify'
import { acceptOnly, flatValues } from '../../../http/body/text.ts'

/** Refuses a body of a type that can't hold a service's parameters. */
export const acceptValues = acceptOnly('application/x-www-form-urlencoded', 'application/json')

/** A service's parameters: those of its query, and over them those of its body. */
export function sentValues(request: FastifyRequest): { readonly [name: string]: string } {
  return Object.fromEntries([...request.head.query, ...flatValues(request.body)])
}
