import { expect, it } from 'vitest'
import { startTestServer } from '../helpers/server.ts'
import { controlCall, expectControlError } from './control-call.ts'

/** A page of a stranger whose name leads to a proxy before this server. */
const STRANGER = {
  host: 'mock:4600',
  'x-forwarded-host': 'evil.example',
  origin: 'http://evil.example',
  'sec-fetch-site': 'same-origin',
}

it.each(['/_mock/reset', '/_mock/reset?all=true', '/ns/team-1/_mock/reset'])(
  'refuses a host that only a trusted proxy names: %s',
  async path => {
    const server = await startTestServer({ trustProxy: true })
    expectControlError(await controlCall(server.port, path, { method: 'POST', headers: STRANGER }), {
      status: 403,
      code: 'forbidden-host',
      path: 'host',
    })
  },
)

it('refuses it for the page and for its session too', async () => {
  const server = await startTestServer({ trustProxy: true, controlToken: 'open-sesame' })
  for (const path of ['/_mock/', '/_mock/page/app.js', '/_mock/session'])
    expect((await controlCall(server.port, path, { headers: STRANGER })).status).toBe(403)
})

it('judges the first of several forwarded hosts, which is the one that addresses are made of', async () => {
  const server = await startTestServer({ trustProxy: true, allowedHosts: ['mock.internal.example'] })
  const reset = (hosts: string) =>
    controlCall(server.port, '/_mock/reset', {
      method: 'POST',
      headers: { host: 'mock', 'x-forwarded-host': hosts },
    })
  expect((await reset('mock.internal.example, evil.example')).status).toBe(204)
  expect((await reset('evil.example, mock.internal.example')).status).toBe(403)
})

it('still refuses a foreign Host behind a known forwarded one', async () => {
  const server = await startTestServer({ trustProxy: true })
  const headers = { host: 'evil.example', 'x-forwarded-host': 'mock' }
  expect((await controlCall(server.port, '/_mock/reset', { method: 'POST', headers })).status).toBe(403)
})

it('does not read a forwarded host that nobody trusts', async () => {
  const server = await startTestServer()
  const headers = { host: 'mock:4600', 'x-forwarded-host': 'evil.example' }
  expect((await controlCall(server.port, '/_mock/reset', { method: 'POST', headers })).status).toBe(204)
})
