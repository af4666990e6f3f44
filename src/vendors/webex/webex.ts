import type { FastifyRequest } from 'fastify'
import type { CredentialGate } from '../../http/vendor-kit/credentials.ts'
import type { Owner } from '../../storage/records.ts'
import type { Setup } from './config.ts'
import type { Caller } from './credentials.ts'
import type { OrgDirectory } from './orgs.ts'

/** Webex at work in one server: what its operations share. */
export interface Webex {
  readonly setup: Setup
  readonly gate: CredentialGate<Caller>
  readonly orgs: OrgDirectory
}

/** The org that a request acts in. Throws `not-found`. */
export function orgOf(
  request: FastifyRequest & { readonly query: { readonly orgId?: string | undefined } },
  { gate, orgs }: Webex,
): Owner {
  return request.rows.owner(orgs.find(request.query.orgId, gate.caller(request)))
}
