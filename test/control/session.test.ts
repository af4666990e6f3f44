import { once } from 'node:events'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { createConnection } from 'node:net'
import { json } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { selfSigned } from '../helpers/certificate.ts'
import { startTestServer } from '../helpers/server.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const controlToken = 'open-sesame'

/** Asks for the page's cookie; answers the status, the cookie and an error's body. */
async function session(url: string, token: string, headers: { readonly [name: string]: string } = {}) {
  const request = url.startsWith('https:') ? requestHttps : requestHttp
  const call = request(`${url}/_mock/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    rejectUnauthorized: false,
    agent: false,
  } as object).end(JSON.stringify({ token }))
  const [response] = await once(call, 'response')
  const body = response.statusCode === 204 ? undefined : await json(response)
  return { status: response.statusCode, cookies: response.headers['set-cookie'] ?? [], body }
}

it('is kept in a cookie that scripts and other sites never see', async () => {
  const server = await startTestServer({ controlToken })
  const { status, cookies } = await session(server.url, controlToken)
  expect({ status, cookies }).toEqual({
    status: 204,
    cookies: [expect.stringMatching(/^uploadmock-[\w-]{8}=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)],
  })
})

it('is a cookie for TLS alone where the browser came by TLS', async () => {
  const server = await startTestServer({ controlToken, ...selfSigned(temporaryFolder()) })
  expect((await session(server.url, controlToken)).cookies).toEqual([expect.stringMatching(/; Secure$/)])
})

it('is a cookie for TLS alone where a trusted proxy spoke TLS, and only there', async () => {
  const forwarded = { 'x-forwarded-proto': 'https' }
  const trusting = await startTestServer({ controlToken, trustProxy: true })
  expect((await session(trusting.url, controlToken, forwarded)).cookies).toEqual([
    expect.stringMatching(/; Secure$/),
  ])
  const other = await startTestServer({ controlToken })
  expect((await session(other.url, controlToken, forwarded)).cookies).toEqual([
    expect.not.stringMatching(/Secure/),
  ])
})

it('refuses a wrong token of any length as wrong', async () => {
  const server = await startTestServer({ controlToken })
  for (const token of ['wrong', 'x'.repeat(8_192)])
    expect(await session(server.url, token)).toMatchObject({
      status: 401,
      cookies: [],
      body: { error: { code: 'unauthenticated', path: 'token' } },
    })
})

it('lets nobody hold a connection by saying nothing before TLS is agreed on', async () => {
  const server = await startTestServer({
    timeouts: { headersMs: 100 },
    ...selfSigned(temporaryFolder()),
  })
  const socket = createConnection(server.port, '127.0.0.1').resume()
  await once(socket, 'close')
  expect(socket.bytesRead).toBe(0)
})

it('ends in time though a client never agrees on TLS', async () => {
  const server = await startTestServer(selfSigned(temporaryFolder()))
  const socket = createConnection(server.port, '127.0.0.1').resume()
  const gone = once(socket, 'close')
  await once(socket, 'connect')
  await Promise.all([server.close(0), gone])
  expect(socket.bytesRead).toBe(0)
})

it('cuts a client that speaks no TLS', async () => {
  const server = await startTestServer(selfSigned(temporaryFolder()))
  const socket = createConnection(server.port, '127.0.0.1').resume()
  socket.on('error', () => {}).write('GET /_mock/health HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(socket, 'close')
  expect((await session(server.url, 'any')).status).toBe(204)
})
