import { accountPolicy, groupPolicy, userPolicy } from './policies.ts'

/** Where virtual backgrounds hang: three libraries that know nothing of each other. */
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
  { name: 'user', title: 'User', path: '/users/:id', policy: userPolicy, operation: 'UserVirtualBackground' },
] as const
export type Level = (typeof levels)[number]['name']
