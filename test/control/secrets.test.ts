import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'
import { MEDIA_TYPES } from '../vendors/amazon-connect/connect.ts'
import { sendSigned, signHeader, signQuery } from '../vendors/amazon-connect/signing.ts'
import { upload as softphoneUpload } from '../vendors/cloud-softphone/softphone.ts'
import { basic, issuedToken } from '../vendors/zoom/token-client.ts'
import { call, MINE, upload } from '../vendors/zoom/zoom-client.ts'
import { told } from './journal-client.ts'
import { expectNoSecret } from './no-secret.ts'

const run = promisify(execFile)
const SECRET = 'hunter2.S3CR3T-horse+battery/staple'
const WRONG = 'wr0ng.S3CR3T-donkey+battery/staple'
const PHOTO = fileURLToPath(new URL('../../fixtures/media/photo.jpg', import.meta.url))
const WEBEX = '/v1/telephony/config/devices/backgroundImages'
const scopes = ['user:write:virtual_background_files', 'user:read:user']

const strict = {
  auth: 'strict',
  credentials: {
    webex: [{ token: SECRET, roles: ['full-admin'], scopes: ['spark-admin:telephony_config_read'] }],
    zoom: [
      { token: SECRET, scopes },
      { clientId: 'app', clientSecret: SECRET, accountId: 'a1', scopes },
    ],
    'cloud-softphone': [{ username: 'ann', password: SECRET }],
    'amazon-connect': [{ accessKeyId: 'AKID', secretAccessKey: SECRET, sessionToken: SECRET }],
  },
} as const

interface Way {
  readonly how: string
  /** Sends one request with this secret. */
  send(url: string, secret: string): Promise<unknown>
  readonly scheme: unknown
  readonly id: unknown
}

const hash = expect.stringMatching(/^sha256:[0-9a-f]{8}$/)
const list = (secret: string) => ({
  target: '/workspaces/i1',
  at: Date.now(),
  accessKeyId: 'AKID',
  secretAccessKey: secret,
  sessionToken: secret,
})
const precheck = (url: string, init: RequestInit, query = '') =>
  fetch(`${url}/upload_media_precheck?media_size=1&content_type=image/jpeg${query}`, init)

const ways: readonly Way[] = [
  {
    how: 'a bearer token at Webex',
    send: (url, token) => call(url, WEBEX, { token }),
    scheme: 'Bearer',
    id: hash,
  },
  {
    how: 'a bearer token at Zoom',
    send: (url, token) => upload(url, MINE, { token }),
    scheme: 'Bearer',
    id: hash,
  },
  {
    how: 'Basic at Zoom’s token endpoint',
    send: (url, secret) =>
      call(url, '/oauth/token?grant_type=account_credentials&account_id=a1', {
        method: 'POST',
        token: null,
        headers: basic('app', secret),
      }),
    scheme: 'Basic',
    id: 'app',
  },
  {
    how: 'a part of a form',
    send: (url, password) => softphoneUpload(url, { fields: { from: 'ann', password } }),
    scheme: expect.any(String),
    id: 'ann',
  },
  {
    how: 'a part of a form under the portal’s names',
    send: (url, secret) =>
      softphoneUpload(url, { fields: { cloud_username: 'ann', cloud_password: secret } }),
    scheme: expect.any(String),
    id: 'ann',
  },
  {
    how: 'a password in the query',
    send: (url, secret) => precheck(url, {}, `&from=ann&password=${encodeURIComponent(secret)}`),
    scheme: expect.any(String),
    id: 'ann',
  },
  {
    how: 'a password in a urlencoded body',
    send: (url, password) =>
      precheck(url, { method: 'POST', body: new URLSearchParams({ from: 'ann', password }) }),
    scheme: expect.any(String),
    id: 'ann',
  },
  {
    how: 'a password in JSON',
    send: (url, password) =>
      precheck(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ from: 'ann', password }),
      }),
    scheme: expect.any(String),
    id: 'ann',
  },
  {
    how: 'Basic at Cloud Softphone',
    send: (url, secret) => softphoneUpload(url, { fields: {}, headers: basic('ann', secret) }),
    scheme: 'Basic',
    id: 'ann',
  },
  {
    how: 'Digest',
    send: (url, secret) =>
      run('curl', ['-sS', '--digest', '-u', `ann:${secret}`, '-F', `file=@${PHOTO}`, `${url}/upload_media`]),
    scheme: 'Digest',
    id: 'ann',
  },
  {
    how: 'a signature in a header',
    send: (url, secret) => sendSigned(url, signHeader(new URL(url).host, list(secret))),
    scheme: 'AWS4-HMAC-SHA256',
    id: 'AKID',
  },
  {
    how: 'a signature in the query',
    send: (url, secret) => sendSigned(url, signQuery(new URL(url).host, list(secret))),
    scheme: 'AWS4-HMAC-SHA256',
    id: 'AKID',
  },
]

describe.each(ways)('a credential shown by $how', ({ send, scheme, id }) => {
  it.each([
    { status: 'known', config: strict, secret: SECRET, outcome: 'accepted' },
    { status: 'refused', config: strict, secret: WRONG, outcome: 'refused' },
    { status: 'presented', config: {}, secret: SECRET, outcome: 'accepted' },
  ])('is $status, and its secret nowhere', async ({ status, config, secret, outcome }) => {
    const { url } = await startTestServer(config)
    await send(url, secret)
    const entry = await expectNoSecret(url, SECRET, WRONG)
    expect(entry).toMatchObject({ outcome, credential: { scheme, id, status } })
  })

  it('is nowhere to be read where nothing is asked', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    await send(url, SECRET)
    await expectNoSecret(url, SECRET)
  })
})

describe('a signature', () => {
  it.each([
    ['header', signHeader],
    ['query', signQuery],
  ] as const)('that mismatches tells its session token by no more than its hash: %s', async (_, signed) => {
    const sessionToken = `${SECRET}*(!)'==`
    const credentials = { 'amazon-connect': [{ accessKeyId: 'AKID', secretAccessKey: SECRET, sessionToken }] }
    const { url } = await startTestServer({ auth: 'strict', credentials })
    const options = { ...list(WRONG), sessionToken, target: '/workspaces/i1/w1/media', method: 'POST' }
    const body = JSON.stringify({ MediaType: MEDIA_TYPES[0], MediaSource: 'QUJD' })
    await sendSigned(url, signed(new URL(url).host, { ...options, body }))
    const entry = await expectNoSecret(url, SECRET, WRONG, encodeURIComponent(SECRET))
    expect(entry).toMatchObject({ outcome: 'refused', credential: { id: 'AKID' } })
    expect(await told(url, entry.id, 'explain')).toContain('canonical request')
  })
})

describe('a token that Zoom’s endpoint issued', () => {
  it('is nowhere, neither where it is given nor where it is used', async () => {
    const { url } = await startTestServer(strict)
    const token = await issuedToken(url, { headers: basic('app', SECRET) })
    await upload(url, MINE, { token })
    const entry = await expectNoSecret(url, SECRET, token, ...token.split('.').slice(1))
    expect(entry).toMatchObject({
      outcome: 'accepted',
      credential: { scheme: 'Bearer', id: hash, status: 'known' },
    })
  })

  it('is asked for with a client_secret that is nowhere, in the body or the query', async () => {
    const { url } = await startTestServer()
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_secret: SECRET,
      assertion: WRONG,
    })
    await fetch(`${url}/oauth/token`, { method: 'POST', body: form })
    await fetch(`${url}/oauth/token?${form}`, { method: 'POST' })
    const entry = await expectNoSecret(url, SECRET, WRONG)
    expect(entry).toMatchObject({ outcome: 'refused', query: { grant_type: 'client_credentials' } })
  })
})
