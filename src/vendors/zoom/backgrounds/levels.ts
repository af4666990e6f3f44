import { USER_PATH } from '../paths.ts'
import { accountPolicy, groupPolicy, userPolicy } from './policies.ts'

/** A user's own virtual backgrounds. */
export const userLevel = {
  name: 'user',
  title: 'User',
  path: USER_PATH,
  policy: userPolicy,
  operation: 'UserVirtualBackground',
} as const

/** Where virtual backgrounds are kept: three libraries that know nothing of each other. Paths are behind the base path. */
export const levels = [
  {
    name: 'account',
    title: 'Account',
    path: '/accounts/:id',
    policy: accountPolicy,
    operation: 'AccountVirtualBackground',
  },
  {
    name: 'group',
    title: 'Group',
    path: '/groups/:id',
    policy: groupPolicy,
    operation: 'GroupVirtualBackground',
  },
  userLevel,
] as const
export type Level = (typeof levels)[number]

/** The path of a level's settings. */
export function settingsPath({ path }: Level): string {
  return `${path}/settings`
}

/** The path of a level's files. */
export function filesPath(level: Level): string {
  return `${settingsPath(level)}/virtual_backgrounds`
}
