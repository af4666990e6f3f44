import type { FastifyRequest } from 'fastify'
import type { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import type { Owner } from '../../storage/records.ts'
import type { Answer } from './answer.ts'
import type { Setup } from './config.ts'
import type { Caller } from './credentials.ts'

/** A provider's server at work: what its services share. */
export interface Softphone {
  readonly setup: Setup
  readonly gate: CredentialGate<Caller>
  readonly answer: Answer
}

/** The account that a request was let in as. */
export function accountOf(request: FastifyRequest, { gate }: Softphone): Owner {
  return request.rows.owner(gate.caller(request).username)
}
