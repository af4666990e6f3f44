import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { call, expectEmpty, expectException, logo64, MEDIA_TYPES, signedAs } from './connect.ts'

const medium = { MediaType: MEDIA_TYPES[0], MediaSource: logo64 }

const every: readonly [string, string, unknown?][] = [
  ['POST', '/workspaces/i1/w1/media', medium],
  ['GET', '/workspaces/i1/w1/media'],
  ['DELETE', '/workspaces/i1/w1/media?mediaType=IMAGE_LOGO_LIGHT_FAVICON'],
  ['PUT', '/workspaces/i1', { Name: 'a' }],
  ['GET', '/workspaces/i1'],
  ['GET', '/workspaces/i1/w1'],
  ['DELETE', '/workspaces/i1/w1'],
]

const importAs = (url: string, authorization: string) =>
  call(url, 'POST', '/workspaces/i1/w1/media', { authorization, body: medium })

async function createdArn(url: string, authorization: string): Promise<string> {
  const response = await call(url, 'PUT', '/workspaces/i1', { authorization, body: { Name: 'a' } })
  const reply = (await response.json()) as { WorkspaceArn: string; WorkspaceId: string }
  return reply.WorkspaceArn.replace(reply.WorkspaceId, 'ID')
}

describe('presence', () => {
  it.each(every)('asks for a credential: %s %s', async (method, path, body) => {
    const server = await startTestServer()
    const response = await call(server.url, method, path, { authorization: '', body })
    const message = await expectException(response, 'MissingAuthenticationTokenException')
    expect(message).toBe('Missing Authentication Token')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('takes any key', async () => {
    const server = await startTestServer()
    await expectEmpty(await importAs(server.url, signedAs('whatever')))
  })

  it.each([
    'Bearer token',
    'Basic YTpi',
    'AWS4-HMAC-SHA256',
    'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00',
    'AWS4-HMAC-SHA256 Credential=AKID, SignedHeaders=host, Signature=00',
    'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/connect, SignedHeaders=host, Signature=00',
    'AWS4-HMAC-SHA256 Credential=AKID/today/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=00',
  ])('refuses the header "%s"', async authorization => {
    const server = await startTestServer()
    await expectException(await importAs(server.url, authorization), 'IncompleteSignature')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('takes a credential in the query', async () => {
    const server = await startTestServer()
    const query = new URLSearchParams({ 'X-Amz-Credential': 'AKID/20260101/eu-west-1/connect/aws4_request' })
    const response = await call(server.url, 'PUT', `/workspaces/i1?${query}`, {
      authorization: '',
      body: { Name: 'a' },
    })
    expect(await response.json()).toMatchObject({
      WorkspaceArn: expect.stringMatching(/^arn:aws:connect:eu-west-1:123456789012:/),
    })
  })

  it('acts in the namespace that the key’s end names', async () => {
    const server = await startTestServer()
    await expectEmpty(await importAs(server.url, signedAs('AKID_ns_team-1')))
    expect(await assetsOf(server.url)).toEqual([])
    expect(await assetsOf(`${server.url}/ns/team-1`)).toHaveLength(1)
    const listed = await call(server.url, 'GET', '/workspaces/i1/w1/media', {
      authorization: signedAs('AKID_ns_team-1'),
    })
    const { Media } = (await listed.json()) as { Media: { Source: string }[] }
    expect(Media[0]?.Source).toContain('/ns/team-1/workspace-media/')
    expect((await fetch(Media[0]?.Source ?? '')).status).toBe(200)
  })
})

describe('region and account', () => {
  it('are the scope’s region, and the default account', async () => {
    const server = await startTestServer()
    expect(await createdArn(server.url, signedAs('AKID', 'ap-southeast-2'))).toBe(
      'arn:aws:connect:ap-southeast-2:123456789012:instance/i1/workspace/ID',
    )
  })

  it('are the key’s own account where it has 12 digits', async () => {
    const server = await startTestServer()
    expect(await createdArn(server.url, signedAs('000011112222'))).toMatch(/:us-east-1:000011112222:/)
  })

  it('are the key’s own account before a namespace', async () => {
    const server = await startTestServer()
    expect(await createdArn(server.url, signedAs('000011112222_ns_a'))).toMatch(/:000011112222:/)
  })

  it('are the configured ones where nothing else is said', async () => {
    const server = await startTestServer({
      auth: 'off',
      vendors: { 'amazon-connect': { region: 'eu-central-1', accountId: '999988887777' } },
    })
    expect(await createdArn(server.url, '')).toBe(
      'arn:aws:connect:eu-central-1:999988887777:instance/i1/workspace/ID',
    )
    const described = await call(server.url, 'GET', '/workspaces/i1', { authorization: '' })
    expect(await described.json()).toMatchObject({
      WorkspaceSummaryList: [{ LastModifiedRegion: 'eu-central-1' }],
    })
  })

  it('are the scope’s even where nothing is asked', async () => {
    const server = await startTestServer({ auth: 'off' })
    expect(await createdArn(server.url, signedAs('000011112222', 'eu-west-2'))).toMatch(
      /:eu-west-2:000011112222:/,
    )
  })
})

describe('strict', () => {
  const config = {
    auth: 'strict',
    credentials: {
      'amazon-connect': [{ accessKeyId: 'AKIDKNOWN', secretAccessKey: 'secret', accountId: '222233334444' }],
    },
  } as const

  it('refuses a listed key whose signature is not its own', async () => {
    const server = await startTestServer(config, { clock: new TestClock(Date.UTC(2026, 0, 1)) })
    const message = await expectException(
      await importAs(server.url, signedAs('AKIDKNOWN')),
      'InvalidSignatureException',
    )
    expect(message).toContain('signature')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it.each(every)('refuses an unknown key: %s %s', async (method, path, body) => {
    const server = await startTestServer(config)
    const response = await call(server.url, method, path, { authorization: signedAs('AKIDOTHER'), body })
    await expectException(response, 'UnrecognizedClientException')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('refuses a missing credential', async () => {
    const server = await startTestServer(config)
    await expectException(await importAs(server.url, ''), 'MissingAuthenticationTokenException')
  })
})

describe('off', () => {
  it.each(['', 'Bearer x', 'nonsense'])('lets in the header "%s"', async authorization => {
    const server = await startTestServer({ auth: 'off' })
    await expectEmpty(await importAs(server.url, authorization))
  })
})
