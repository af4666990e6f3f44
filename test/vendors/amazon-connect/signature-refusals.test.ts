import { describe, expect, it } from 'vitest'
import { assetsOf, startLoggedServer, startTestServer, TestClock } from '../../helpers/server.ts'
import { expectException, logo64, MEDIA_TYPES } from './connect.ts'
import { amzDate, key, sendSigned, signHeader, signQuery } from './signing.ts'

const LIST = '/workspaces/i1'
const MEDIA = '/workspaces/i1/w1/media'
const medium = JSON.stringify({ MediaType: MEDIA_TYPES[0], MediaSource: logo64 })
const strict = { auth: 'strict', credentials: { 'amazon-connect': [key] } } as const

/** Just after midnight, when yesterday is a minute ago. */
const MIDNIGHT = Date.UTC(2026, 10, 22, 0, 1)

async function started() {
  const { url, port } = await startTestServer(strict, { clock: new TestClock(MIDNIGHT) })
  return { url, host: `127.0.0.1:${port}` }
}

describe('a signature that can’t be read', () => {
  const secrets = /AKIDSECRET|SESSIONSECRET|SIGNATURESECRET/
  const scope = '20261122/us-east-1/connect'
  const rest = 'SignedHeaders=host, Signature=SIGNATURESECRET'

  it.each([
    `AWS4-HMAC-SHA256 Credential=AKIDSECRET, ${rest}`,
    `AWS4-HMAC-SHA256 Credential=AKIDSECRET/${scope}, ${rest}`,
    `AWS4-HMAC-SHA256 Credential=AKIDSECRET/${scope}/aws4, ${rest}`,
    `AWS4-HMAC-SHA256 Credential=AKIDSECRET/${scope}/aws4_request`,
    `AWS4-HMAC-SHA256 Credential=AKIDSECRET/${scope}/aws4_request, SignedHeaders=host`,
    `AWS4-HMAC-SHA1 Credential=AKIDSECRET/${scope}/aws4_request, ${rest}`,
    `AWS4-HMAC-SHA256 AKIDSECRET:SIGNATURESECRET`,
    'AWS AKIDSECRET:SIGNATURESECRET',
    'Bearer AKIDSECRET',
  ])('is quoted neither in the reply nor in the log: %s', async authorization => {
    const { server, log } = await startLoggedServer({ ...strict, explain: true })
    const headers = {
      authorization,
      'x-amz-date': amzDate(Date.now()),
      'x-amz-security-token': 'SESSIONSECRET',
    }
    const reply = await fetch(server.url + LIST, { headers })
    expect(reply.headers.get('x-mock-findings')).toMatch(/./)
    const message = await expectException(reply, 'IncompleteSignature')
    expect(log()).toContain('refused')
    expect([message, ...reply.headers.values(), log()].join('\n')).not.toMatch(secrets)
  })

  it.each([
    '',
    '&X-Amz-Algorithm=AWS4-HMAC-SHA256',
    '&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=AKIDSECRET',
  ])('is not quoted where it stands in the query: %j', async more => {
    const { server, log } = await startLoggedServer({ ...strict, explain: true })
    const query = `X-Amz-Credential=AKIDSECRET/x&X-Amz-Security-Token=SESSIONSECRET&X-Amz-Signature=SIGNATURESECRET`
    const reply = await fetch(`${server.url}${LIST}?${query}${more}`)
    const message = await expectException(reply, 'IncompleteSignature')
    expect(log()).toContain('refused')
    expect([message, ...reply.headers.values(), log()].join('\n')).not.toMatch(secrets)
  })
})

describe('a signature that is right', () => {
  it('is refused where it does not cover the host', async () => {
    const { url, host } = await started()
    const signed = { method: 'POST', target: MEDIA, body: medium, at: MIDNIGHT }
    const uncovered = signHeader(host, { ...signed, signedHeaders: ['content-type', 'x-amz-date'] })
    const message = await expectException(await sendSigned(url, uncovered), 'InvalidSignatureException')
    expect(message).toBe("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    expect(await assetsOf(url)).toEqual([])
    expect((await sendSigned(url, signHeader(host, signed))).status).toBe(200)
  })

  it.each([
    { form: 'header', sign: signHeader },
    { form: 'query', sign: signQuery },
  ])('is refused in the $form where its scope names another day than its date', async ({ sign }) => {
    const { url, host } = await started()
    const signed = { method: 'POST', target: MEDIA, body: medium, at: MIDNIGHT }
    const response = await sendSigned(url, sign(host, { ...signed, day: '20261121' }))
    const message = await expectException(response, 'InvalidSignatureException')
    expect(message).toBe(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        "'20261121' != '20261122', from '20261122T000100Z'.",
    )
    expect(await assetsOf(url)).toEqual([])
    expect((await sendSigned(url, sign(host, signed))).status).toBe(200)
  })
})
