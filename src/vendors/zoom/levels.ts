import { ruled } from '../../core/evidence.ts'
import { accountPolicy, groupPolicy, userPolicy } from './policies.ts'
import { sources } from './sources.ts'

/** Where virtual backgrounds hang: three libraries that know nothing of each other. */
export const levels = [
  { name: 'account', path: '/accounts/:id', policy: accountPolicy, operation: 'AccountVirtualBackground' },
  { name: 'group', path: '/groups/:id', policy: groupPolicy, operation: 'GroupVirtualBackground' },
  { name: 'user', path: '/users/:id', policy: userPolicy, operation: 'UserVirtualBackground' },
] as const
export type Level = (typeof levels)[number]['name']

/** Any one of an operation's scopes serves; only the granular ones are named when all are missing. */
export interface ScopeRule {
  readonly granular: readonly string[]
  readonly classic: readonly string[]
}

/** The scopes of each operation. */
export const scopeRules = ruled<{ readonly [operation: string]: ScopeRule }>(
  {
    uploadAccountVirtualBackground: writes(
      'account',
      'write',
      [':admin', ':master'],
      ['account:write:admin', 'account:master'],
    ),
    deleteAccountVirtualBackground: writes(
      'account',
      'delete',
      [':admin', ':master'],
      ['account:write:admin', 'account:master'],
    ),
    uploadGroupVirtualBackground: writes(
      'group',
      'write',
      [':admin', ':master'],
      ['group:write:admin', 'group:master'],
    ),
    deleteGroupVirtualBackground: writes(
      'group',
      'delete',
      [':admin', ':master'],
      ['group:write:admin', 'group:master'],
    ),
    uploadUserVirtualBackground: writes(
      'user',
      'write',
      ['', ':admin', ':master'],
      ['user:write', 'user:write:admin', 'user:master'],
    ),
    deleteUserVirtualBackground: writes(
      'user',
      'delete',
      ['', ':admin', ':master'],
      ['user:write', 'user:write:admin', 'user:master'],
    ),
  },
  'documented',
  sources.scopes,
)

function writes(
  level: Level,
  verb: 'write' | 'delete',
  ends: readonly string[],
  classic: readonly string[],
): ScopeRule {
  return { granular: ends.map(end => `${level}:${verb}:virtual_background_files${end}`), classic }
}
