import type { FastifyRequest } from 'fastify'
import type { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import type { Owner } from '../../storage/records.ts'
import type { Setup } from './config.ts'
import type { Caller } from './credentials.ts'
import type { Workspaces } from './workspaces/workspaces.ts'

/** Amazon Connect at work in one server: what its operations share. */
export interface Connect {
  readonly setup: Setup
  readonly gate: CredentialGate<Caller>
  readonly workspaces: Workspaces
}

/** The instance that a request's path names. Throws `not-found`. */
export function instanceOf(
  request: FastifyRequest & { readonly params: { readonly instanceId: string } },
  { workspaces }: Connect,
): Owner {
  const { instanceId } = request.params
  workspaces.requireInstance(instanceId)
  return request.rows.owner(instanceId)
}
