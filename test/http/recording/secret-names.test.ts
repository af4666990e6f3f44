import { expect, it } from 'vitest'
import { isSecretName } from '../../../src/http/recording/secret-names.ts'
import { webex } from '../../../src/vendors/webex/index.ts'

it.each([
  ...[
    'password',
    'PASSWORD',
    'pass',
    'pwd',
    'newPwd',
    'cloud_password',
    'user[password]',
    'pass-word',
    'Pass_Word',
  ],
  ...[
    'bindPw',
    'phoneSecurityPwd',
    'x-sig',
    'sig',
    'key',
    'code',
    'api_key',
    'API-Key',
    'privateKey',
    'x-auth',
  ],
  ...['X-Amz-Signature', 'X-Amz-Credential', 'X-Amz-Security-Token', 'X-Goog-Credential', 'se'],
  ...['client_secret', 'clientSecret', 'refresh_token', 'client_assertion', 'code_verifier', 'device_code'],
  ...[
    'Authorization',
    'Proxy-Authorization',
    'Cookie',
    'Set-Cookie',
    'x-forwarded-access-token',
    'JSESSIONID',
  ],
  ...['p\\u0061ssword', 'p%61ssword'],
])('takes what is called %s for a secret', name => {
  expect(isSecretName(name)).toBe(true)
})

it.each([
  ...[
    'next_page_token',
    'NextToken',
    'nextPageToken',
    'filename',
    'from',
    'description',
    'compass',
    'bypassed',
  ],
  ...[
    'spinning',
    'keyword',
    'tagKeys',
    'codec',
    'session',
    'client_id',
    'account_id',
    'X-Amz-Date',
    'boundary',
  ],
  ...['design', 'author', 'response_type', 'setCommunity', ''],
])('takes what is called %s for none', name => {
  expect(isSecretName(name)).toBe(false)
})

it.each(webex.secretNames)('knows %s of Webex’s settings by its vendor', name => {
  expect(isSecretName(name, webex.secretNames)).toBe(true)
})
