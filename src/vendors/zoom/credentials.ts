import { ApiError } from '../../core/problem.ts'
import { bearerToken, type Credentials, isSameSecret, refuseExpired } from '../../http/credentials.ts'
import type { VendorSetup } from '../../http/vendor.ts'
import type { Credential, Resources, Settings } from './config.ts'
import { scopeRules } from './levels.ts'

/** On whose behalf a request acts. */
export interface Caller {
  readonly accountId: string | undefined
  /** Who `me` is; undefined where nothing names one. */
  readonly userId: string | undefined
  readonly scopes: readonly string[]
}

/** Zoom's credential: a bearer token with scopes. */
export function zoomCredentials({
  credentials,
  clock,
}: VendorSetup<Settings, Credential, Resources>): Credentials<Caller> {
  const tokens = credentials.filter(entry => 'token' in entry)
  return {
    fromHead: bearerToken,
    fromForm: () => undefined,
    inForm: false,
    known(presented) {
      const entry = tokens.find(one => isSameSecret(presented.id, one.token))
      if (entry === undefined) throw new ApiError({ kind: 'unauthenticated', reason: 'unknown' })
      refuseExpired(entry.expiresAt, clock.now())
      return { accountId: entry.accountId, userId: entry.userId, scopes: entry.scopes }
    },
    presumed: () => ({ accountId: undefined, userId: undefined, scopes: [] }),
    missing(caller, operation) {
      const rule = scopeRules.value[operation]
      if (rule === undefined) return []
      const suffices = [...rule.granular, ...rule.classic].some(scope => caller.scopes.includes(scope))
      return suffices ? [] : rule.granular
    },
  }
}
