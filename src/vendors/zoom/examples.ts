import type { OperationExample } from '../../http/vendor-kit/examples.ts'
import { pathTo } from '../../http/vendor-kit/paths.ts'
import { backgroundExamples } from './backgrounds/examples.ts'
import { BASE_PATH, TOKEN_PATH, USER_PATH } from './paths.ts'

/** Every operation once, in an order that works. */
export const examples: readonly OperationExample[] = [
  {
    operation: 'issueToken',
    method: 'POST',
    path: TOKEN_PATH,
    body: { urlencoded: { grant_type: 'account_credentials', account_id: 'account-1' } },
    status: 200,
  },
  { operation: 'getUser', method: 'GET', path: BASE_PATH + pathTo(USER_PATH, { id: 'me' }), status: 200 },
  ...backgroundExamples,
]
