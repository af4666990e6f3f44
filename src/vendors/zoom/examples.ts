import type { OperationExample } from '../../http/vendor-kit/examples.ts'
import { levels } from './backgrounds/levels.ts'

/** What each level's examples act on. */
const IDS = { account: 'me', group: 'group-1', user: 'me' } as const

/** Every operation once, in an order that works. */
export const examples: readonly OperationExample[] = [
  {
    operation: 'issueToken',
    method: 'POST',
    path: '/oauth/token',
    body: { urlencoded: { grant_type: 'account_credentials', account_id: 'account-1' } },
    status: 200,
  },
  { operation: 'getUser', method: 'GET', path: '/v2/users/me', status: 200 },
  ...levels.flatMap(({ name, title, path, operation }): readonly OperationExample[] => {
    const settings = `/v2${path.replace(':id', IDS[name])}/settings`
    return [
      {
        operation: `upload${operation}`,
        method: 'POST',
        path: `${settings}/virtual_backgrounds`,
        body: { form: [{ name: 'file', file: 'photo.jpg', type: 'image/jpeg' }] },
        status: 201,
        capture: { [`${name}FileId`]: ['id'] },
      },
      {
        operation: `update${title}Settings`,
        method: 'PATCH',
        path: settings,
        body: { json: { in_meeting: { virtual_background: true } } },
        status: 204,
      },
      { operation: `get${title}Settings`, method: 'GET', path: settings, status: 200 },
      {
        operation: `delete${operation}`,
        method: 'DELETE',
        path: `${settings}/virtual_backgrounds?file_ids={{${name}FileId}}`,
        status: 204,
      },
    ]
  }),
]
