import type { FastifyRequest } from 'fastify'
import type { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import type { Owner } from '../../storage/records.ts'
import type { Level } from './backgrounds/levels.ts'
import type { Setup } from './config.ts'
import type { Caller } from './credentials.ts'
import type { Directory } from './directory.ts'

/** Zoom at work in one server: what its operations share. */
export interface Zoom {
  readonly setup: Setup
  readonly gate: CredentialGate<Caller>
  readonly directory: Directory
}

/** The account, group or user that a request's path names. Throws `not-found`. */
export function ownerOf(
  request: FastifyRequest & { readonly params: { readonly id: string } },
  level: Level,
  { gate, directory }: Zoom,
): Owner {
  return request.rows.owner(directory.find(level, request.params.id, gate.caller(request)))
}
