import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, type RawPart, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'
import { startTestServer } from '../helpers/server.ts'
import { MEDIA_TYPES } from '../vendors/amazon-connect/connect.ts'
import { call } from '../vendors/zoom/zoom-client.ts'
import { verified } from './journal-client.ts'
import { expectNoSecret } from './no-secret.ts'

/** Short: an excerpt has but 96 bytes. */
const SECRET = 'hunter2-S3CR3T'

describe('a password in a form that is broken', () => {
  const password = fieldPart('password', SECRET)
  const file = filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))
  const from = fieldPart('from', 'ann')
  const nameless = { ...file, headers: ['Content-Disposition: form-data; name="file"'] }
  /** A header whose own line ends well, but for a bare LF before the value. */
  const bare = { headers: [`Content-Disposition: form-data; name="password"\n\n${SECRET}`], content: 'x' }
  const odd = fieldPart('password', `a\r\n--${SECRET}`)
  const whole = (parts: readonly RawPart[] = [password, from, file]) => rawForm(parts)
  const type = whole().type
  const spoilt = (change: (text: string) => string) =>
    Buffer.from(change(whole().body.toString('latin1')), 'latin1')
  const cut = (mark: string) => whole().body.subarray(0, whole().body.indexOf(mark))

  it.each([
    ['names another boundary', whole().body, 'multipart/form-data; boundary=other'],
    ['names no boundary', whole().body, 'multipart/form-data'],
    ['names a boundary that is a beginning of its own', whole().body, 'multipart/form-data; boundary=test'],
    ['is no form by its type', whole().body, 'text/plain'],
    ['is urlencoded by its type', whole().body, 'application/x-www-form-urlencoded'],
    ['is JSON by its type', whole().body, 'application/json'],
    ['ends its lines with LF', spoilt(text => text.replaceAll('\r\n', '\n')), type],
    ['ends the password’s header with LF, and has no file', whole([bare, from]).body, type],
    ['ends the password’s header with LF, and its file has no name', whole([bare, nameless]).body, type],
    [
      'has a password with a line that looks like a delimiter',
      whole([odd]).body,
      'multipart/form-data; boundary=b',
    ],
    ['has no empty line after a header', spoilt(text => text.replaceAll('"\r\n\r\n', '"\r\n')), type],
    ['is never closed', spoilt(text => text.replace('--\r\n', '\r\n')), type],
    ['ends in the password', cut('S3CR3T'), type],
    [
      'ends after the password',
      cut('\r\n--test-boundary\r\nContent-Disposition: form-data; name="from"'),
      type,
    ],
    ['has no file', whole([password, from]).body, type],
    [
      'has its file in another part',
      whole([password, { ...file, headers: ['Content-Disposition: form-data; name="f"; filename="a"'] }])
        .body,
      type,
    ],
    [
      'has the password as a file',
      whole([filePart('password', 'p', 'text/plain', Buffer.from(SECRET)), fieldPart('file', 'x')]).body,
      type,
    ],
    [
      'has the password behind a short file',
      whole([filePart('file', 'a', 'image/png', Buffer.from('x')), password]).body,
      type,
    ],
  ])('is nowhere when the form %s', async (_, body, contentType) => {
    const { url } = await startTestServer()
    const headers = { 'content-type': contentType }
    const reply = await fetch(`${url}/upload_media`, { method: 'POST', headers, body: new Uint8Array(body) })
    expect(reply.status).toBeGreaterThanOrEqual(400)
    await expectNoSecret(url, SECRET, 'hunter2')
  })
})

describe('a secret in an unusual place', () => {
  it.each([
    ['without a scheme', { authorization: SECRET }],
    ['without a scheme, but with a space', { authorization: `${SECRET} x` }],
    ['in a scheme that the vendor does not know', { authorization: `Token ${SECRET}` }],
    ['for a proxy', { 'proxy-authorization': `Basic ${Buffer.from(`ann:${SECRET}`).toString('base64')}` }],
    ['in a cookie', { cookie: `session=${SECRET}` }],
    ['in an API key of a proxy before it', { 'x-api-key': SECRET }],
    ['in the address of the page before', { referer: `http://h/upload_media?from=a&password=${SECRET}` }],
  ])('is nowhere: %s', async (_, headers) => {
    const { url } = await startTestServer()
    await fetch(`${url}/v2/users/me`, { headers: { ...headers } })
    await expectNoSecret(url, SECRET)
  })

  it('is nowhere as the user of an address that is to be fetched', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    const body = JSON.stringify({
      MediaType: MEDIA_TYPES[0],
      MediaSource: `http://ann:S3CR3T-horse@127.0.0.1:1/a?X-Amz-Signature=S3CR3T-donkey`,
    })
    await fetch(`${url}/workspaces/i1/w1/media`, { method: 'POST', body })
    await expectNoSecret(url, 'S3CR3T-horse', 'S3CR3T-donkey')
  })

  it('is nowhere in what verify says of it', async () => {
    const { url } = await startTestServer()
    await call(url, '/v2/users/me', { token: SECRET })
    const verdict = await verified(url, { match: { headers: { authorization: 'Bearer other' } } })
    expect(verdict.body.nearest[0]?.differences).toEqual([
      { path: 'headers.authorization', expected: 'Bearer other', actual: 'Bearer [secret]' },
    ])
  })
})
