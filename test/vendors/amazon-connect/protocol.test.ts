import { describe, expect, it } from 'vitest'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import {
  call,
  expectEmpty,
  expectException,
  importMedia,
  listMedia,
  logo64,
  MEDIA_TYPES,
  signedAs,
  workspaceIds,
} from './connect.ts'

const MiB = 1024 * 1024
const body = { MediaType: MEDIA_TYPES[0], MediaSource: logo64 }
const INSTANCE = '11111111-2222-4333-8444-555555555555'
const INSTANCE_ARN = `arn:aws:connect:eu-west-2:123456789012:instance/${INSTANCE}`

async function raw(port: number, method: string, target: string, text = '') {
  const connection = await RawConnection.open(port)
  connection.write(
    `${method} ${target} HTTP/1.1\r\nHost: connect.example\r\nAuthorization: ${signedAs('AKID')}\r\n` +
      `Content-Type: application/json\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  )
  const reply = await connection.reply()
  connection.socket.destroy()
  return reply
}

describe('ids in the path', () => {
  it('may be ARNs, which name the same as bare ids', async () => {
    const server = await startTestServer()
    const instance = encodeURIComponent(INSTANCE_ARN)
    const workspace = encodeURIComponent(`${INSTANCE_ARN}/workspace/w1`)
    await expectEmpty(await importMedia(server.url, { at: `/workspaces/${instance}/${workspace}` }))
    expect(await workspaceIds(server.url, INSTANCE)).toEqual(['w1'])
    expect(await workspaceIds(server.url, instance)).toEqual(['w1'])
    expect(await listMedia(server.url, `/workspaces/${INSTANCE}/w1`)).toHaveLength(1)
    expect(await listMedia(server.url, `/workspaces/${instance}/w1`)).toHaveLength(1)
    const described = await call(server.url, 'GET', `/workspaces/${instance}/${workspace}`)
    expect(await described.json()).toMatchObject({
      Workspace: {
        Id: 'w1',
        Arn: `arn:aws:connect:us-east-1:123456789012:instance/${INSTANCE}/workspace/w1`,
      },
    })
    expect(await assetsOf(server.url)).toMatchObject([{ owner: INSTANCE }])
  })

  it.each([
    ['a slash', 'a%2Fb', 'a/b'],
    ['a space', 'a%20b', 'a b'],
    ['a plus', 'a%2Bb', 'a+b'],
    ['é', '%C3%A9', 'é'],
    ['a percent sign', '100%25', '100%'],
    ['a question mark', 'a%3Fb', 'a?b'],
  ])('may have %s, encoded', async (_, segment, id) => {
    const server = await startTestServer()
    await expectEmpty(await importMedia(server.url, { at: `/workspaces/i1/${segment}` }))
    expect(await workspaceIds(server.url)).toEqual([id])
    expect(await listMedia(server.url, `/workspaces/i1/${segment}`)).toHaveLength(1)
  })

  it('may be 256 characters for a workspace, 100 for an instance', async () => {
    const server = await startTestServer()
    for (const character of ['w', encodeURIComponent('é'), encodeURIComponent('漢')]) {
      const at = `/workspaces/${'i'.repeat(100)}/${character.repeat(256)}`
      await expectEmpty(await importMedia(server.url, { at }))
      expect(await listMedia(server.url, at)).toHaveLength(1)
    }
    expect(await workspaceIds(server.url, 'i'.repeat(100))).toHaveLength(3)
  })

  it.each([
    ['a workspace id of 257 characters', `/workspaces/i1/${'w'.repeat(257)}`],
    ['an instance id of 101 characters', `/workspaces/${'i'.repeat(101)}/w1`],
  ])('may not be %s', async (_, at) => {
    const server = await startTestServer()
    const replies = await Promise.all([
      importMedia(server.url, { at }),
      call(server.url, 'GET', `${at}/media`),
      call(server.url, 'GET', at),
      call(server.url, 'DELETE', at),
    ])
    for (const reply of replies) await expectException(reply, 'InvalidParameterException')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it.each([
    ['POST', '/workspaces/i1//media'],
    ['GET', '/workspaces/i1//media'],
    ['POST', '/workspaces//w1/media'],
    ['GET', '/workspaces//w1'],
    ['GET', '/workspaces/i1/'],
    ['GET', '/workspaces/'],
  ])('may not be empty: %s %s', async (method, target) => {
    const server = await startTestServer()
    const reply = await raw(server.port, method, target, method === 'POST' ? JSON.stringify(body) : '')
    expect([400, 404]).toContain(reply.status)
    expect(reply.headers['x-amzn-errortype']).toMatch(/^(InvalidParameter|UnknownOperation)Exception$/)
    expect(reply.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(await assetsOf(server.url)).toEqual([])
    expect(await workspaceIds(server.url)).toEqual([])
  })

  it('may be dots, which nobody normalises', async () => {
    const server = await startTestServer()
    const reply = await raw(server.port, 'POST', '/workspaces/i1/../media', JSON.stringify(body))
    expect(reply.status).toBe(200)
    expect(await workspaceIds(server.url)).toEqual(['..'])
  })

  it('may not have a bad percent-encoding, which is said in the service’s words', async () => {
    const server = await startTestServer()
    const reply = await raw(server.port, 'GET', '/workspaces/i1/%zz/media')
    expect([reply.status, reply.headers['x-amzn-errortype']]).toEqual([400, 'InvalidRequestException'])
    expect(reply.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
    expect(JSON.parse(reply.body)).toEqual({
      Message: 'The request is not valid.',
      message: 'The request is not valid.',
    })
  })

  it('are too long at 4,000 characters, which is said in the service’s words', async () => {
    const server = await startTestServer()
    const response = await call(server.url, 'GET', `/workspaces/i1/${'w'.repeat(4_000)}/media`)
    expect(response.status).toBe(400)
    expect(response.headers.get('x-amzn-errortype')).toMatch(/^Invalid(Parameter|Request)Exception$/)
  })
})

describe('a body', () => {
  const post = (url: string, text: string, headers: { readonly [name: string]: string } = {}) =>
    call(url, 'POST', '/workspaces/i1/w1/media', { body: text, headers })

  it.each(['{', '{"MediaType":', 'MediaType=x', "{'MediaType':'x'}", '\u0000'])(
    'that is no JSON gets InvalidRequestException: %j',
    async text => {
      const server = await startTestServer()
      await expectException(await post(server.url, text), 'InvalidRequestException')
    },
  )

  it.each(['', '  ', '{}', '[]', 'null', '"text"', '7'])(
    'that has no members gets InvalidParameterException: %j',
    async text => {
      const server = await startTestServer()
      await expectException(await post(server.url, text), 'InvalidParameterException')
    },
  )

  it.each([
    'application/x-amz-json-1.1',
    'application/json; charset=utf-8',
    'text/plain',
    'application/octet-stream',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ])('is read as JSON though it says %s', async type => {
    const server = await startTestServer()
    await expectEmpty(await post(server.url, JSON.stringify(body), { 'content-type': type }))
  })

  it('whose content type is none gets InvalidRequestException', async () => {
    const server = await startTestServer()
    const response = await post(server.url, JSON.stringify(body), { 'content-type': 'no type' })
    await expectException(response, 'InvalidRequestException')
  })

  it('is read as JSON without a content type', async () => {
    const server = await startTestServer()
    const text = JSON.stringify(body)
    const connection = await RawConnection.open(server.port)
    connection.write(
      `POST /workspaces/i1/w1/media HTTP/1.1\r\nHost: connect.example\r\nAuthorization: ${signedAs('AKID')}\r\n` +
        `Content-Length: ${text.length}\r\n\r\n${text}`,
    )
    expect((await connection.reply()).status).toBe(200)
    connection.socket.destroy()
    expect(await listMedia(server.url)).toHaveLength(1)
  })

  it('may have spaces as boto3 writes it, and members that nobody knows', async () => {
    const server = await startTestServer()
    const text = `{"MediaType": "${MEDIA_TYPES[0]}", "MediaSource": "QUJD", "Later": {"a": 1}}`
    await expectEmpty(await post(server.url, text))
  })

  it('is read up to 8 MiB, and one byte more gets 413', async () => {
    const server = await startTestServer()
    const text = (bytes: number) => {
      const around = JSON.stringify({ MediaType: MEDIA_TYPES[0], MediaSource: '' }).length
      return JSON.stringify({ MediaType: MEDIA_TYPES[0], MediaSource: 'A'.repeat(bytes - around) })
    }
    await expectException(await post(server.url, text(8 * MiB)), 'InvalidParameterException')
    await expectException(await post(server.url, text(8 * MiB + 1)), 'RequestEntityTooLargeException')
    await expectEmpty(await importMedia(server.url))
  })

  it('that ends before its length gets InvalidRequestException', async () => {
    const server = await startTestServer()
    const connection = await RawConnection.open(server.port)
    connection.socket.end(
      `POST /workspaces/i1/w1/media HTTP/1.1\r\nHost: connect.example\r\nAuthorization: ${signedAs('AKID')}\r\n` +
        'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{"MediaType"',
    )
    const reply = await connection.reply()
    expect([reply.status, reply.headers['x-amzn-errortype']]).toEqual([400, 'InvalidRequestException'])
    expect(reply.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
  })
})

describe('a path or method that is none of the service’s', () => {
  it.each([
    ['GET', '/workspaces'],
    ['GET', '/workspaces/i1/w1/pages'],
    ['GET', '/workspaces/i1/w1/media/more'],
    ['PATCH', '/workspaces/i1/w1/media'],
    ['PUT', '/workspaces/i1/w1/media'],
    ['POST', '/workspaces/i1'],
    ['DELETE', '/workspaces/i1'],
    ['POST', '/workspace-media/x'],
  ])('gets UnknownOperationException: %s %s', async (method, path) => {
    const server = await startTestServer()
    await expectException(await call(server.url, method, path), 'UnknownOperationException')
  })

  it('gets 404 with a message outside the service', async () => {
    const server = await startTestServer()
    const response = await call(server.url, 'POST', '/search-workspaces', { body: {} })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual({ message: expect.stringMatching(/./) })
  })
})

it('gives every reply a request id of its own', async () => {
  const server = await startTestServer()
  const replies = [
    await importMedia(server.url),
    await importMedia(server.url, { type: 'NOPE' }),
    await call(server.url, 'GET', '/workspaces/i1'),
    await call(server.url, 'GET', '/workspaces/i1/w1/media', { authorization: '' }),
    await call(server.url, 'PATCH', '/workspaces/i1'),
  ]
  const ids = new Set(replies.map(reply => reply.headers.get('x-amzn-requestid')))
  expect(ids.size).toBe(replies.length)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/)
})
