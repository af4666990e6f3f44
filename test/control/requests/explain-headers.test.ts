import { describe, expect, it } from 'vitest'
import { startTestServer } from '../../helpers/server.ts'
import { call, MINE, upload } from '../../vendors/zoom/zoom-client.ts'
import { explained } from './explanation.ts'

describe('findings in a reply', () => {
  const ways: readonly {
    readonly how: string
    readonly config: object
    readonly headers: { readonly [name: string]: string }
  }[] = [
    { how: 'x-mock-explain: 1', config: {}, headers: { 'x-mock-explain': '1' } },
    { how: 'explain: true', config: { explain: true }, headers: {} },
  ]
  it.each(ways)('are told with the entry’s id by $how', async ({ config, headers }) => {
    const { url } = await startTestServer(config)
    for (const [send, told] of [
      [() => upload(url, MINE, { headers }), 'none'],
      [() => upload(url, MINE, { headers, name: 'a.png' }), 'file.extension: '],
      [() => upload(url, MINE, { headers, token: null }), 'zoom.unauthenticated: '],
      [() => call(url, '/v2/nothing', { headers }), 'zoom.unknown-path: '],
      [() => call(url, MINE, { headers, method: 'PUT' }), 'zoom.method-not-allowed: '],
    ] as const) {
      const reply = await send()
      const { entry } = await explained(url)
      expect(reply.headers.get('x-mock-request-id')).toBe(entry.id)
      expect(reply.headers.get('x-mock-findings')?.slice(0, told.length)).toBe(told)
    }
  })

  it.each(ways)('are told of an address that can’t be decoded, too, by $how', async ({ config, headers }) => {
    const { url } = await startTestServer(config)
    const reply = await call(url, '/v2/users/%zz', { headers })
    expect(reply.headers.get('x-mock-request-id')).toBe((await explained(url)).entry.id)
    expect(reply.headers.get('x-mock-findings')).toMatch(/^zoom\.malformed: /)
  })

  it('fit into a header, be they in any script', async () => {
    const { url } = await startTestServer({ explain: true })
    const reply = await upload(url, MINE, { name: `${'背景'.repeat(1_000)}.png` })
    expect(reply.status).toBe(201)
    const told = reply.headers.get('x-mock-findings') ?? ''
    expect(told).toMatch(/^file\.extension: [\x20-\x7e]+$/)
    expect(told.length).toBeLessThanOrEqual(4_096)
  })

  it.each<{ readonly [name: string]: string }>([{}, { 'x-mock-explain': '0' }])(
    'are told in no header otherwise: %j',
    async headers => {
      const { url } = await startTestServer()
      const replies = [
        await upload(url, MINE, { headers }),
        await upload(url, MINE, { headers, token: null }),
        await call(url, '/v2/nothing', { headers }),
      ]
      for (const reply of replies)
        expect([...reply.headers.keys()].filter(name => name.startsWith('x-mock'))).toEqual([])
    },
  )
})
