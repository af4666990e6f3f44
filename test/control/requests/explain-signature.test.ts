import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { startTestServer, TestClock } from '../../helpers/server.ts'
import { MEDIA_TYPES } from '../../vendors/amazon-connect/connect.ts'
import {
  amzDate,
  key,
  type Signed,
  sendSigned,
  signHeader,
  signQuery,
} from '../../vendors/amazon-connect/signing.ts'
import { expectSaid, explained, findingOf, paragraphOf } from './explanation.ts'

const T0 = Date.UTC(2026, 10, 21, 3, 39, 57)
const ARN = '/workspaces/arn%3Aaws%3Aconnect'
const temporary = {
  accessKeyId: 'ASIATEMPORARY',
  secretAccessKey: 'temporary-secret',
  sessionToken: 'token/with+signs==',
}
const strict = { auth: 'strict', credentials: { 'amazon-connect': [key, temporary] } } as const

async function started() {
  const { url } = await startTestServer(strict, { clock: new TestClock(T0) })
  return { url, host: new URL(url).host }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** Sends what must be refused for its signature, and answers how that is explained. */
async function mismatch(url: string, signed: Signed, namespace = url): Promise<string> {
  expect((await sendSigned(url, signed)).status).toBe(403)
  const { entry, text } = await explained(namespace)
  const finding = findingOf(entry, 'amazon-connect.unauthenticated')
  expect(finding).toMatchObject({ severity: 'error', message: expect.stringContaining('signature') })
  expectSaid(paragraphOf(text, finding), finding)
  return text
}

/** A canonical request as an explanation shows it. */
function canonical(...lines: readonly string[]): string {
  return lines.map(line => `   ${line}`).join('\n')
}

describe('a signature that mismatches', () => {
  it('for a wrong secret is explained with the canonical request to compare', async () => {
    const { url, host } = await started()
    const signed = signHeader(host, { target: '/workspaces/i1?b=2&a=1', at: T0, secretAccessKey: 'wrong' })
    const text = await mismatch(url, signed)
    expect(text).toContain(
      `The canonical request that this server computed:\n\n${canonical(
        'GET',
        '/workspaces/i1',
        'a=1&b=2',
        `host:${host}`,
        `x-amz-date:${amzDate(T0)}`,
        '',
        'host;x-amz-date',
        sha256(''),
      )}\n`,
    )
    expect(text).toContain('another secret key')
    expect(text).not.toContain('that the client signed:')
  })

  it('for a path encoded once is explained with both canonical requests', async () => {
    const { url, host } = await started()
    const signed = signHeader(host, { target: decodeURIComponent(ARN), at: T0 })
    const text = await mismatch(url, { ...signed, target: ARN })
    const [ours = '', theirs = ''] = text.split('The canonical request that the client signed:')
    expect(ours).toContain(canonical('GET', ARN.replaceAll('%', '%25'), ''))
    expect(theirs).toContain(canonical('GET', ARN, ''))
    expect(theirs).toContain('percent-encoded once more')
  })

  it('for a namespace that was put in after the signing is explained with both', async () => {
    const { url, host } = await started()
    const signed = signHeader(host, { target: '/workspaces/i1', at: T0 })
    const text = await mismatch(url, { ...signed, target: '/ns/team-1/workspaces/i1' }, `${url}/ns/team-1`)
    const [ours = '', theirs = ''] = text.split('The canonical request that the client signed:')
    expect(ours).toContain(canonical('GET', '/ns/team-1/workspaces/i1', ''))
    expect(theirs).toContain(canonical('GET', '/workspaces/i1', ''))
    expect(theirs).toContain('without the namespace')
  })

  it('for a body that was changed on its way is explained with both', async () => {
    const { url, host } = await started()
    const body = JSON.stringify({ MediaType: MEDIA_TYPES[0], MediaSource: 'QUJD' })
    const headers = { 'x-amz-content-sha256': sha256(body) }
    const options = { method: 'POST', target: '/workspaces/i1/w1/media', at: T0, headers }
    const signed = signHeader(host, { ...options, body })
    const text = await mismatch(url, { ...signed, body: `${body} ` })
    const [ours = '', theirs = ''] = text.split('The canonical request that the client signed:')
    expect(ours).toContain(`   ${sha256(`${body} `)}\n`)
    expect(theirs).toContain(`   ${sha256(body)}\n`)
    expect(theirs).toContain('hash of another body')
  })

  it.each([
    ['header', signHeader],
    ['query', signQuery],
  ] as const)('shows the session token by its hash: %s', async (_, sign) => {
    const { url, host } = await started()
    const text = await mismatch(
      url,
      sign(host, { target: '/workspaces/i1', at: T0, ...temporary, secretAccessKey: 'wrong' }),
    )
    expect(text).toContain(`sha256:${sha256(temporary.sessionToken)}`)
    for (const secret of [
      temporary.sessionToken,
      encodeURIComponent(temporary.sessionToken),
      'temporary-secret',
    ])
      expect(text).not.toContain(secret)
  })

  it('shows it so in what the client signed, too', async () => {
    const { url, host } = await started()
    const signed = signQuery(host, { target: decodeURIComponent(ARN), at: T0, ...temporary })
    const text = await mismatch(url, {
      ...signed,
      target: signed.target.replace(decodeURIComponent(ARN), ARN),
    })
    expect(text).toContain('that the client signed:')
    expect(text.split(sha256(temporary.sessionToken))).toHaveLength(3)
    expect(text).not.toContain(encodeURIComponent(temporary.sessionToken))
  })

  it('is no matter of canonical requests where the key is unknown', async () => {
    const { url, host } = await started()
    await sendSigned(url, signHeader(host, { target: '/workspaces/i1', at: T0, accessKeyId: 'AKIDUNKNOWN' }))
    expect((await explained(url)).text).not.toContain('canonical request')
  })
})
