import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { call, levels, MINE, refusal, remove, texts, upload } from './zoom-client.ts'

const off = { vendors: { zoom: { virtualBackground: 'off' } } } as const

describe.each(levels)('with virtual backgrounds off, $level', ({ path }) => {
  it('takes no upload: 400 with 200, and nothing stays', async () => {
    const { url } = await startTestServer(off)
    expect(await upload(url, path)).toMatchObject(refusal(400, 200, expect.stringMatching(/disabled/)))
    expect(await assetsOf(url)).toEqual([])
  })

  it('shows the switch off, and no files', async () => {
    const { url } = await startTestServer(off)
    expect(await call(url, path.replace('/virtual_backgrounds', ''))).toMatchObject({
      status: 200,
      body: {
        in_meeting: { virtual_background: false, virtual_background_settings: { enable: false, files: [] } },
      },
    })
  })

  it('refuses before it looks at the form', async () => {
    const { url } = await startTestServer(off)
    expect(await upload(url, path, { bytes: Buffer.from('no image') })).toMatchObject(
      refusal(400, 200, expect.stringMatching(/disabled/)),
    )
  })
})

it('asks for a credential and an owner that exists first', async () => {
  const { url } = await startTestServer({ ...off, provisioning: 'seeded' })
  expect(await upload(url, MINE, { token: null })).toMatchObject(refusal(401, 124, texts.badToken))
  const path = MINE.replace('me', 'u9')
  expect(await upload(url, path)).toMatchObject(refusal(404, 1001, 'User does not exist: u9.'))
})

it('still answers deletions as ever', async () => {
  const { url } = await startTestServer(off)
  expect(await remove(url, '?file_ids=x')).toMatchObject(refusal(400, 300, texts.badFileIds))
})

it('is what a PATCH says, whatever is configured', async () => {
  for (const [configured, said, status] of [
    ['on', false, 400],
    ['off', true, 201],
  ] as const) {
    const { url } = await startTestServer({ vendors: { zoom: { virtualBackground: configured } } })
    const settings = MINE.replace('/virtual_backgrounds', '')
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ in_meeting: { virtual_background: said } })
    expect((await call(url, settings, { method: 'PATCH', headers, body })).status).toBe(204)
    expect((await upload(url)).status).toBe(status)
    expect((await call(url, settings)).body).toMatchObject({ in_meeting: { virtual_background: said } })
  }
})

it('is on by default', async () => {
  const { url } = await startTestServer()
  expect((await upload(url)).status).toBe(201)
})
