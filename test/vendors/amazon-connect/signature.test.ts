import {
  ConnectClient,
  CreateWorkspaceCommand,
  DeleteWorkspaceMediaCommand,
  DescribeWorkspaceCommand,
  ImportWorkspaceMediaCommand,
  ListWorkspaceMediaCommand,
  ListWorkspacesCommand,
} from '@aws-sdk/client-connect'
import { describe, expect, it, onTestFinished } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { expectEmpty, expectException, logo64, MEDIA_TYPES } from './connect.ts'
import { amzDate, key, type Signed, type SignOptions, sendSigned, signHeader, signQuery } from './signing.ts'

const T0 = Date.UTC(2026, 10, 21, 3, 39, 57)
const MINUTE = 60_000
const LIST = '/workspaces/i1'
const MEDIA = '/workspaces/i1/w1/media'
const medium = JSON.stringify({ MediaType: MEDIA_TYPES[0], MediaSource: logo64 })

const temporary = {
  accessKeyId: 'ASIATEMPORARY',
  secretAccessKey: 'temporary-secret',
  sessionToken: 'token/with+signs==',
}
const strict = {
  auth: 'strict',
  credentials: { 'amazon-connect': [{ ...key, accountId: '222233334444' }, temporary] },
} as const

async function started() {
  const clock = new TestClock(T0)
  const { url, port } = await startTestServer(strict, { clock })
  return { url, clock, host: `127.0.0.1:${port}` }
}

const both = [
  { form: 'header', sign: signHeader },
  { form: 'query', sign: signQuery },
] as const

describe('the real SDK in strict mode', () => {
  function clientOf(endpoint: string, credentials: object = key): ConnectClient {
    const client = new ConnectClient({
      endpoint,
      region: 'us-east-1',
      // The client writes into the object that it gets.
      credentials: { ...credentials } as typeof key,
      maxAttempts: 1,
    })
    onTestFinished(() => client.destroy())
    return client
  }

  const nameOf = (call: Promise<unknown>) =>
    call.then(
      () => 'none',
      (error: unknown) => (error as Error).name,
    )

  it('is let in with the configured key, whatever the method', async () => {
    const { url } = await startTestServer(strict)
    const client = clientOf(url)
    const ids = { InstanceId: 'i1', WorkspaceId: 'w1' }
    const MediaType = MEDIA_TYPES[0]
    await client.send(new ImportWorkspaceMediaCommand({ ...ids, MediaType, MediaSource: logo64 }))
    expect((await client.send(new ListWorkspaceMediaCommand(ids))).Media).toMatchObject([{ Type: MediaType }])
    await client.send(new DeleteWorkspaceMediaCommand({ ...ids, MediaType }))
    const made = await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'Ä “b” 😀' }))
    expect(made.WorkspaceArn).toContain(':222233334444:')
    const listed = await client.send(new ListWorkspacesCommand({ InstanceId: 'i1', MaxResults: 1 }))
    expect(listed.WorkspaceSummaryList).toHaveLength(1)
    expect(await assetsOf(url)).toEqual([])
  })

  it.each([
    'arn:aws:connect:us-east-1:222233334444:instance/i1',
    'é ü+&=ß',
    "a!b'c(d)e*f~g",
    'per%cent',
    '日本',
  ])('is let in with the label %s', async InstanceId => {
    const { url } = await startTestServer(strict)
    const client = clientOf(url)
    const { WorkspaceId } = await client.send(new CreateWorkspaceCommand({ InstanceId, Name: 'a' }))
    const found = await client.send(new DescribeWorkspaceCommand({ InstanceId, WorkspaceId }))
    expect(found.Workspace?.Name).toBe('a')
  })

  it('is let in through a namespace in the path, which it signs as well', async () => {
    const { url } = await startTestServer(strict)
    const client = clientOf(`${url}/ns/team-1`)
    const { WorkspaceId } = await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'a' }))
    expect(
      await nameOf(clientOf(url).send(new DescribeWorkspaceCommand({ InstanceId: 'i1', WorkspaceId }))),
    ).toBe('ResourceNotFoundException')
  })

  it('is let in with the end of its key naming a namespace', async () => {
    const { url } = await startTestServer(strict)
    const client = clientOf(url, { ...key, accessKeyId: `${key.accessKeyId}_ns_team-1` })
    expect(await nameOf(client.send(new ListWorkspacesCommand({ InstanceId: 'i1' })))).toBe('none')
  })

  it('is let in with a session token, and refused with a wrong one or without', async () => {
    const { url } = await startTestServer(strict)
    const list = (credentials: object) =>
      nameOf(clientOf(url, credentials).send(new ListWorkspacesCommand({ InstanceId: 'i1' })))
    const { accessKeyId, secretAccessKey } = temporary
    expect(await list(temporary)).toBe('none')
    expect(await list({ ...temporary, sessionToken: 'other' })).toBe('UnrecognizedClientException')
    expect(await list({ accessKeyId, secretAccessKey })).toBe('UnrecognizedClientException')
    expect(await list({ ...key, sessionToken: 'unasked' })).toBe('UnrecognizedClientException')
  })

  it('is refused with a wrong secret, and with an unknown key', async () => {
    const { url } = await startTestServer(strict)
    const list = (credentials: object) =>
      nameOf(clientOf(url, credentials).send(new ListWorkspacesCommand({ InstanceId: 'i1' })))
    expect(await list({ ...key, secretAccessKey: 'wrong' })).toBe('InvalidSignatureException')
    expect(await list({ ...key, accessKeyId: 'AKIDOTHER' })).toBe('UnrecognizedClientException')
  })
})

describe.each(both)('a signature in the $form', ({ sign }) => {
  const options = { target: LIST, at: T0 }
  const upload = { method: 'POST', target: MEDIA, body: medium, at: T0 }

  it.each<[string, SignOptions]>([
    ['of a GET', options],
    ['of a body', upload],
    [
      'of an encoded ARN',
      { target: '/workspaces/arn%3Aaws%3Aconnect%3Aus-east-1%3A1%3Ainstance%2Fi1', at: T0 },
    ],
    ['of a label in lower-case escapes', { target: '/workspaces/%c3%a9', at: T0 }],
    ['of a query', { target: `${LIST}?maxResults=10`, at: T0 }],
    ['of a query out of order, with a key twice', { target: `${LIST}?z=1&maxResults=10&a=2&a=1`, at: T0 }],
    ['of a query whose one name begins another', { target: `${LIST}?a-b=2&a=1`, at: T0 }],
    ['of a query with empty and encoded values', { target: `${LIST}?b=&c=%2B%20%2F%C3%A9`, at: T0 }],
    ['of another region', { ...options, region: 'eu-central-1' }],
    ['with a session token', { ...options, ...temporary }],
  ])('is right %s', async (_, signed) => {
    const { url, host } = await started()
    const response = await sendSigned(url, sign(host, signed))
    expect([response.status, response.headers.get('x-amzn-errortype')]).toEqual([200, null])
  })

  it.each<[string, SignOptions]>([
    ['by another secret', { ...options, secretAccessKey: 'wrong' }],
    ['by an empty secret', { ...options, secretAccessKey: '' }],
    ['for another service', { ...options, service: 's3' }],
    ['for the service in another case', { ...options, service: 'Connect' }],
  ])('is InvalidSignatureException %s', async (_, signed) => {
    const { url, host } = await started()
    await expectException(await sendSigned(url, sign(host, signed)), 'InvalidSignatureException')
  })

  it.each<[string, (signed: Signed) => Signed]>([
    ['method', signed => ({ ...signed, method: 'DELETE' })],
    ['path', signed => ({ ...signed, target: signed.target.replace('/w1/', '/w2/') })],
    [
      'query',
      signed => ({ ...signed, target: `${signed.target}${signed.target.includes('?') ? '&' : '?'}x=1` }),
    ],
    ['body', signed => ({ ...signed, body: medium.replace('LIGHT', 'DARK') })],
    ['body, by a space', signed => ({ ...signed, body: `${medium} ` })],
    ['body, to none', signed => ({ ...signed, body: '' })],
  ])('is InvalidSignatureException over another %s, and nothing is stored', async (_, tamper) => {
    const { url, host } = await started()
    const response = await sendSigned(url, tamper(sign(host, upload)))
    await expectException(response, 'InvalidSignatureException')
    expect(await assetsOf(url)).toEqual([])
  })

  it.each([
    ['wrong', { ...temporary, sessionToken: 'other' }],
    ['missing', { accessKeyId: temporary.accessKeyId, secretAccessKey: temporary.secretAccessKey }],
    ['not the key’s', { ...key, sessionToken: temporary.sessionToken }],
  ])('is UnrecognizedClientException where the session token is %s', async (_, credentials) => {
    const { url, host } = await started()
    const response = await sendSigned(url, sign(host, { ...options, ...credentials }))
    await expectException(response, 'UnrecognizedClientException')
  })

  it('is UnrecognizedClientException of an unknown key', async () => {
    const { url, host } = await started()
    const response = await sendSigned(url, sign(host, { ...options, accessKeyId: 'AKIDOTHER' }))
    await expectException(response, 'UnrecognizedClientException')
  })

  it('may be 15 minutes old or early by the clock, and no second more', async () => {
    const { url, host } = await started()
    for (const at of [T0 - 15 * MINUTE, T0 + 15 * MINUTE])
      expect((await sendSigned(url, sign(host, { ...options, at }))).status).toBe(200)
    for (const at of [T0 - 15 * MINUTE - 1_000, T0 + 15 * MINUTE + 1_000]) {
      const response = await sendSigned(url, sign(host, { ...options, at }))
      const message = await expectException(response, 'InvalidSignatureException')
      expect(message).toContain(amzDate(at))
      expect(message).toContain(amzDate(T0))
    }
  })

  it('grows old as the clock moves', async () => {
    const { url, host, clock } = await started()
    const signed = sign(host, options)
    expect((await sendSigned(url, signed)).status).toBe(200)
    clock.advance(15 * MINUTE + 1_000)
    await expectException(await sendSigned(url, signed), 'InvalidSignatureException')
  })
})

describe('a header that says too little', () => {
  it.each<[string, (authorization: string) => string]>([
    ['no Credential', text => text.replace(/Credential=[^,]+, /, '')],
    ['no SignedHeaders', text => text.replace(/SignedHeaders=[^,]+, /, '')],
    ['no Signature', text => text.replace(/, Signature=.+/, '')],
    ['another algorithm', text => text.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA1')],
    ['a scope of four parts', text => text.replace('/aws4_request', '')],
    ['a scope of another end', text => text.replace('/aws4_request', '/aws4')],
    ['a scope without a day', text => text.replace('/20261121/', '/today/')],
  ])('is IncompleteSignature: %s', async (_, spoil) => {
    const { url, host } = await started()
    const signed = signHeader(host, { target: LIST, at: T0 })
    const headers = { ...signed.headers, authorization: spoil(signed.headers.authorization ?? '') }
    await expectException(await sendSigned(url, { ...signed, headers }), 'IncompleteSignature')
  })

  it.each(['', '2026-11-21T03:39:57Z', 'yesterday', '20261121'])(
    'is IncompleteSignature with the date %j',
    async date => {
      const { url, host } = await started()
      const { 'x-amz-date': _, ...rest } = signHeader(host, { target: LIST, at: T0 }).headers
      const headers = { ...rest, ...(date !== '' && { 'x-amz-date': date }) }
      const response = await sendSigned(url, { method: 'GET', target: LIST, headers, body: undefined })
      await expectException(response, 'IncompleteSignature')
    },
  )
})

describe('a presigned address', () => {
  it.each(['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Signature'])(
    'is IncompleteSignature without %s',
    async name => {
      const { url, host } = await started()
      const signed = signQuery(host, { target: LIST, at: T0 })
      const target = signed.target.replace(new RegExp(`([?&])${name}=[^&]*&?`), '$1')
      await expectException(await sendSigned(url, { ...signed, target }), 'IncompleteSignature')
    },
  )

  it('is good for as long as it says, also past 15 minutes, and no longer', async () => {
    const { url, host, clock } = await started()
    const short = signQuery(host, { target: LIST, at: T0, expires: '60' })
    const long = signQuery(host, { target: LIST, at: T0, expires: '3600' })
    clock.advance(MINUTE)
    expect((await sendSigned(url, short)).status).toBe(200)
    clock.advance(1_000)
    await expectException(await sendSigned(url, short), 'InvalidSignatureException')
    clock.advance(58 * MINUTE)
    expect((await sendSigned(url, long)).status).toBe(200)
    clock.advance(2 * MINUTE)
    await expectException(await sendSigned(url, long), 'InvalidSignatureException')
  })

  it('tells of its own life, not of 15 minutes, when it is over', async () => {
    const { url, host, clock } = await started()
    const signed = signQuery(host, { target: LIST, at: T0, expires: '60' })
    clock.advance(2 * MINUTE)
    const message = await expectException(await sendSigned(url, signed), 'InvalidSignatureException')
    expect(message).not.toContain('15 min')
  })

  it.each(['abc', '-5', '604801', 'Infinity', 'NaN', '1e9', ''])(
    'is refused with an X-Amz-Expires of %j, however old it is',
    async expires => {
      const { url, host, clock } = await started()
      const signed = signQuery(host, { target: LIST, at: T0, expires })
      clock.advance(16 * MINUTE)
      const response = await sendSigned(url, signed)
      expect(response.status).toBe(403)
      expect(response.headers.get('x-amzn-errortype')).toMatch(
        /^(IncompleteSignature|InvalidSignatureException)$/,
      )
    },
  )

  it('is good for seven days, the most that AWS lets one be', async () => {
    const { url, host, clock } = await started()
    const signed = signQuery(host, { target: LIST, at: T0, expires: '604800' })
    clock.advance(604_800_000)
    expect((await sendSigned(url, signed)).status).toBe(200)
  })

  it('uploads as well', async () => {
    const { url, host } = await started()
    const signed = signQuery(host, { method: 'POST', target: MEDIA, body: medium, at: T0 })
    await expectEmpty(await sendSigned(url, signed))
    expect(await assetsOf(url)).toHaveLength(1)
  })
})

describe('SignedHeaders', () => {
  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'x-absent'])(
    'that name %s are a refusal or a header without a value, never a 500',
    async name => {
      const { url, host } = await started()
      const signed = signHeader(host, { target: LIST, at: T0, signedHeaders: [name, 'host', 'x-amz-date'] })
      const response = await sendSigned(url, signed)
      expect([200, 403]).toContain(response.status)
    },
  )

  it('cover further headers, with spaces as one', async () => {
    const { url, host } = await started()
    const signed = signHeader(host, { target: LIST, at: T0, headers: { 'x-note': 'a b c' } })
    const headers = { ...signed.headers, 'x-note': ' a  b   c ' }
    expect((await sendSigned(url, { ...signed, headers })).status).toBe(200)
    const tampered = { ...signed.headers, 'x-note': 'a b d' }
    await expectException(
      await sendSigned(url, { ...signed, headers: tampered }),
      'InvalidSignatureException',
    )
  })

  it('of a broken signature are no way past it', async () => {
    const { url, host } = await started()
    const signed = signHeader(host, { target: LIST, at: T0 })
    for (const signature of ['', '0', '0'.repeat(64), 'ä'.repeat(64)]) {
      const authorization = (signed.headers.authorization ?? '').replace(
        /Signature=.*/,
        `Signature=${signature}`,
      )
      const response = await sendSigned(url, {
        ...signed,
        headers: { ...signed.headers, authorization },
      }).catch(() => undefined)
      // `fetch` itself refuses what no header can carry.
      if (response !== undefined) expect(response.status).toBe(403)
    }
  })
})

it('asks for no signature to fetch a medium', async () => {
  const { url, host } = await started()
  await sendSigned(url, signHeader(host, { method: 'POST', target: MEDIA, body: medium, at: T0 }))
  const listed = await sendSigned(url, signHeader(host, { target: MEDIA, at: T0 }))
  const { Media } = (await listed.json()) as { Media: { Source: string }[] }
  expect((await fetch(Media[0]?.Source ?? '')).status).toBe(200)
})
