import { withoutNamespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import { bearerToken, type Credentials, isSameId, refuseExpired } from '../../http/vendor-kit/credentials.ts'
import type { Setup } from './config.ts'
import { scopeRules } from './scopes.ts'
import { isSignedBy, readToken } from './tokens/tokens.ts'

/** On whose behalf a request acts. */
export interface Caller {
  readonly accountId: string | undefined
  /** Who `me` is; undefined where nothing names one. */
  readonly userId: string | undefined
  readonly scopes: readonly string[]
}

/** Zoom's credential: a bearer token with scopes. */
export function zoomCredentials({ credentials }: Setup): Credentials<Caller> {
  const tokens = credentials.filter(entry => 'token' in entry)
  const apps = credentials.filter(entry => 'clientId' in entry)

  /** Whom a token that the token endpoint issued stands for. */
  function issued(token: string, now: number): Caller {
    const claims = readToken(token)
    const app = apps.find(one => one.clientId === claims?.cid)
    if (claims === undefined || app === undefined || !isSignedBy(token, app.clientSecret))
      throw new ApiError({ kind: 'unauthenticated', reason: 'unknown' })
    refuseExpired(new Date(claims.exp * 1_000).toISOString(), now)
    return { accountId: app.accountId, userId: undefined, scopes: app.scopes }
  }

  return {
    fromHead: bearerToken,
    fromForm: () => undefined,
    inForm: false,
    known(presented, _head, now) {
      const entry = tokens.find(one => isSameId(presented.id, one.token))
      if (entry === undefined) return issued(withoutNamespace(presented.id), now)
      refuseExpired(entry.expiresAt, now)
      return { accountId: entry.accountId, userId: entry.userId, scopes: entry.scopes }
    },
    presumed: () => ({ accountId: undefined, userId: undefined, scopes: [] }),
    missing(caller, operation) {
      const rule = scopeRules.value[operation]
      if (rule === undefined) return []
      const suffices = [...rule.granular, ...rule.classic].some(scope => caller.scopes.includes(scope))
      // The observed text names only the scope of an admin's app.
      return suffices ? [] : rule.granular.filter(scope => scope.endsWith(':admin'))
    },
  }
}
