import { describe, expect, it } from 'vitest'
import { startTestServer } from '../../helpers/server.ts'
import { photo, type UploadOptions, upload, xmlMediaUrl } from './softphone.ts'

const refused: UploadOptions = { file: { ...photo, type: 'image/png' } }
const WRONG_TYPE = 'Only image/jpeg and video/mp4 can be uploaded'

interface Case {
  readonly format?: 'auto' | 'json' | 'xml'
  readonly query?: string
  readonly accept?: string
}

async function answers({ format, query = '', accept = '*/*' }: Case) {
  const server = await startTestServer(
    format === undefined ? {} : { vendors: { 'cloud-softphone': { format } } },
  )
  const options = { path: `/upload_media${query}`, headers: { accept } }
  const [success, refusal, precheck] = await Promise.all([
    upload(server.url, options),
    upload(server.url, { ...refused, ...options }),
    fetch(`${server.url}/upload_media_precheck${query === '' ? '?' : `${query}&`}from=alice`, {
      headers: { accept },
    }),
  ])
  return { success, refusal, precheck }
}

describe('the answer’s format', () => {
  it.each<Case>([
    { query: '?format=xml' },
    { query: '?response=xml' },
    { query: '?format=xml', accept: 'application/json' },
    { accept: 'text/xml' },
    { accept: 'application/xml' },
    { accept: 'text/html, application/xml;q=0.9' },
    { format: 'xml' },
    { format: 'xml', query: '?format=json', accept: 'application/json' },
    { format: 'auto', query: '?format=xml' },
  ])('is XML for %o, for successes and refusals alike', async one => {
    const { success, refusal, precheck } = await answers(one)
    expect([success.status, success.headers.get('content-type')]).toEqual([200, 'text/xml'])
    expect(xmlMediaUrl(await success.text())).toMatch(/\/media\/\w+\.jpg$/)
    expect([refusal.status, refusal.headers.get('content-type')]).toEqual([415, 'text/xml'])
    expect(await refusal.text()).toBe(`<response><message>${WRONG_TYPE}</message></response>`)
    expect([precheck.status, precheck.headers.get('content-type')]).toEqual([200, 'text/xml'])
    expect(await precheck.text()).toBe('<response></response>')
  })

  it.each<Case>([
    {},
    { accept: 'application/json' },
    { query: '?format=json', accept: 'text/xml' },
    { query: '?response=json', accept: 'text/xml' },
    { query: '?format=yaml' },
    { format: 'json' },
    { format: 'json', query: '?format=xml', accept: 'text/xml' },
  ])('is JSON for %o, for successes and refusals alike', async one => {
    const { success, refusal, precheck } = await answers(one)
    expect([success.status, success.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(await success.json()).toEqual({ media_url: expect.stringMatching(/\/media\/\w+\.jpg$/) })
    expect([refusal.status, refusal.headers.get('content-type')]).toEqual([415, 'application/json'])
    expect(await refusal.json()).toEqual({ message: WRONG_TYPE })
    expect([precheck.status, precheck.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(await precheck.json()).toEqual({})
  })

  it('is XML for every kind of refusal', async () => {
    const server = await startTestServer({
      vendors: { 'cloud-softphone': { format: 'xml' } },
      policies: { 'cloud-softphone.media': { maxBytes: 100 } },
    })
    const replies = await Promise.all([
      upload(server.url),
      upload(server.url, { fields: {}, file: { ...photo, bytes: photo.bytes.subarray(0, 50) } }),
      fetch(`${server.url}/upload_media`, { method: 'DELETE' }),
      fetch(`${server.url}/media/none`),
      fetch(`${server.url}/upload_media?from=a`, { method: 'POST', body: '{}' }),
      fetch(`${server.url}/upload_media_precheck`),
    ])
    expect(replies.map(reply => reply.status)).toEqual([413, 401, 405, 404, 415, 401])
    for (const reply of replies) {
      expect(reply.headers.get('content-type')).toBe('text/xml')
      expect(await reply.text()).toMatch(/^<response><message>[^<>&]+<\/message><\/response>$/)
    }
  })

  it('escapes & in XML and leaves it as it is in JSON', async () => {
    const server = await startTestServer({ publicUrl: 'http://media.example/a&b' })
    const xml = await (await upload(server.url, { path: '/upload_media?format=xml' })).text()
    expect(xml).toContain('http://media.example/a&amp;b/media/')
    expect(xmlMediaUrl(xml)).toMatch(/^http:\/\/media\.example\/a&b\/media\/\w+\.jpg$/)
    const reply = (await (await upload(server.url)).json()) as { media_url: string }
    expect(reply.media_url).toMatch(/^http:\/\/media\.example\/a&b\/media\/\w+\.jpg$/)
  })
})
