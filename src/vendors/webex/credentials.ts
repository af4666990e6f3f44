import { ruled } from '../../core/evidence.ts'
import { ApiError } from '../../core/problem.ts'
import { bearerToken, type Credentials, isSameId, refuseExpired } from '../../http/vendor-kit/credentials.ts'
import type { Setup } from './config.ts'
import { sources } from './sources.ts'

/** On whose behalf a request acts. */
export interface Caller {
  /** The token's own org; undefined where nothing names one. */
  readonly orgId: string | undefined
  readonly roles: readonly string[]
  readonly scopes: readonly string[]
}

const DEVICES_READ = 'spark-admin:devices_read'
const READ = 'spark-admin:telephony_config_read'
const WRITE = 'spark-admin:telephony_config_write'

/** The scope that each operation needs, and the roles any one of which it needs. */
const requirements = ruled<{
  readonly [operation: string]: { readonly scope: string; readonly roles: readonly string[] }
}>(
  {
    uploadBackgroundImage: { scope: WRITE, roles: ['full-admin', 'device-admin'] },
    listBackgroundImages: { scope: READ, roles: ['full-admin', 'device-admin', 'read-only-admin'] },
    deleteBackgroundImages: { scope: WRITE, roles: ['full-admin', 'device-admin'] },
    listDevices: { scope: DEVICES_READ, roles: ['full-admin', 'device-admin', 'read-only-admin'] },
    getDevice: { scope: DEVICES_READ, roles: ['full-admin', 'device-admin', 'read-only-admin'] },
    getDeviceSettings: { scope: READ, roles: ['full-admin', 'device-admin', 'read-only-admin'] },
    updateDeviceSettings: { scope: WRITE, roles: ['full-admin'] },
    getLocationDeviceSettings: { scope: READ, roles: ['full-admin', 'device-admin', 'read-only-admin'] },
    getOrgDeviceSettings: { scope: READ, roles: ['full-admin', 'device-admin', 'read-only-admin'] },
    startCallDeviceSettingsJob: { scope: WRITE, roles: ['full-admin'] },
    getCallDeviceSettingsJob: { scope: READ, roles: ['full-admin', 'device-admin', 'read-only-admin'] },
  },
  'documented',
  sources.spec,
)

/** Webex's credential: a bearer token with scopes and roles. */
export function webexCredentials({ credentials }: Setup): Credentials<Caller> {
  return {
    fromHead: bearerToken,
    fromForm: () => undefined,
    inForm: false,
    known(presented, _head, now) {
      const entry = credentials.find(one => isSameId(presented.id, one.token))
      if (entry === undefined) throw new ApiError({ kind: 'unauthenticated', reason: 'unknown' })
      refuseExpired(entry.expiresAt, now)
      return { orgId: entry.orgId, roles: entry.roles, scopes: entry.scopes }
    },
    presumed: () => ({ orgId: undefined, roles: [], scopes: [] }),
    missing(caller, operation) {
      const needed = requirements.value[operation]
      if (needed === undefined) return []
      return [
        ...(caller.scopes.includes(needed.scope) ? [] : [needed.scope]),
        ...(needed.roles.some(role => caller.roles.includes(role)) ? [] : [needed.roles.join(' or ')]),
      ]
    },
  }
}
