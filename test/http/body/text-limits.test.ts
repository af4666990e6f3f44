import { describe, expect, it } from 'vitest'
import { startTestServer } from '../../helpers/server.ts'

const MiB = 1_048_576
const JSON_TYPE = 'application/json'
const URLENCODED = 'application/x-www-form-urlencoded'

/** Sends so many bytes that are no values, with the findings asked for. */
async function send(url: string, type: string, bytes: number) {
  const headers = { 'content-type': type, 'x-mock-explain': '1' }
  const response = await fetch(url, { method: 'POST', headers, body: 'x'.repeat(bytes) })
  return {
    status: response.status,
    findings: response.headers.get('x-mock-findings'),
    body: await response.text(),
  }
}

describe('the refusal of a body that is too large to be read names the limit that held', () => {
  it.each([
    ['/media_ref_send?from=a&password=b', URLENCODED, MiB],
    ['/media_ref_send?from=a&password=b', JSON_TYPE, 8 * MiB],
    ['/oauth/token', URLENCODED, MiB],
    ['/workspaces/instance-1/workspace-1/media', URLENCODED, 8 * MiB],
  ])('at %s, of %s: %i bytes', async (path, type, limit) => {
    const { url } = await startTestServer({ auth: 'off' })
    expect((await send(url + path, type, limit)).findings ?? '').not.toContain('bytes')
    expect((await send(url + path, type, limit + 1)).findings).toContain(
      `the body has more than ${limit} bytes`,
    )
  })

  it.each([
    ['/_mock/faults', MiB],
    ['/_mock/verify', MiB],
    ['/_mock/session', 8 * MiB],
  ])('at %s: %i bytes', async (path, limit) => {
    const { url } = await startTestServer()
    // A client that went by a larger limit than held would be refused again.
    for (const bytes of [limit + 1, 9 * MiB]) {
      const { status, body } = await send(url + path, JSON_TYPE, bytes)
      expect(status).toBe(413)
      expect(JSON.parse(body).error.message).toBe(`the body has more than ${limit} bytes`)
    }
  })
})
