import { withoutNamespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import { type Credentials, isSameSecret } from '../../http/credentials.ts'
import { type Head, headerOf } from '../../http/head.ts'
import type { VendorSetup } from '../../http/vendor.ts'
import type { Credential, Resources, Settings } from './config.ts'

/** In whose account and region a request acts. */
export interface Caller {
  readonly accountId: string
  readonly region: string
}

/** A signature's `Credential=`: key id, date, region, service. */
const SCOPE = /^([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/

/** Amazon's credential: a Signature Version 4 in the Authorization header or in the query. */
export function connectCredentials({
  credentials,
  settings,
}: VendorSetup<Settings, Credential, Resources>): Credentials<Caller> {
  const callerOf = (head: Head, accountId: string | undefined): Caller => ({
    accountId: accountId ?? settings.accountId,
    region: scopeOf(head)?.region ?? settings.region,
  })
  return {
    fromHead(head) {
      const scope = scopeOf(head)
      return scope === undefined ? undefined : { id: scope.accessKeyId, secret: undefined }
    },
    fromForm: () => undefined,
    inForm: false,
    known(presented, head) {
      const entry = credentials.find(one => isSameSecret(presented.id, one.accessKeyId))
      if (entry === undefined) throw new ApiError({ kind: 'unauthenticated', reason: 'unknown' })
      return callerOf(head, entry.accountId)
    },
    presumed(presented, head) {
      if (presented === undefined) return { accountId: settings.accountId, region: settings.region }
      const id = withoutNamespace(presented.id)
      // As LocalStack does: a key id of twelve digits is an account.
      return callerOf(head, /^\d{12}$/.test(id) ? id : undefined)
    },
    missing: () => [],
  }
}

function scopeOf(head: Head): { readonly accessKeyId: string; readonly region: string } | undefined {
  const header = headerOf(head, 'authorization')
  const text =
    header === undefined
      ? head.query.get('X-Amz-Credential')
      : (/^AWS4-HMAC-SHA256 .*\bCredential=([^,\s]+)/.exec(header)?.[1] ?? '')
  if (text === null) return undefined
  const found = SCOPE.exec(text)
  if (found === null) throw new ApiError({ kind: 'unauthenticated', reason: 'malformed' })
  const [, accessKeyId = '', , region = ''] = found
  return { accessKeyId, region }
}
