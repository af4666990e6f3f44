import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { controlCall, expectControlError } from '../control-call.ts'

const photo = fixture('photo.jpg')
const sha256 = createHash('sha256').update(photo).digest('hex')

/** Stores a file as its sender declares it. */
async function upload(
  url: string,
  { owner = 'alice', name = 'a.jpg', type = 'image/jpeg', bytes = photo } = {},
): Promise<void> {
  const form = new FormData()
  form.append('from', owner)
  form.append('file', new Blob([new Uint8Array(bytes)], { type }), name)
  const response = await fetch(`${url}/upload_media`, { method: 'POST', body: form })
  expect(response.status).toBe(200)
}

async function importLogo(url: string): Promise<void> {
  const response = await fetch(`${url}/workspaces/i1/w1/media`, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify({ MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: 'QUJD' }),
  })
  expect(response.status).toBe(200)
}

interface Page {
  readonly items: readonly { readonly [key: string]: unknown }[]
  readonly next?: string
}

async function page(url: string, query: string): Promise<Page> {
  const response = await fetch(`${url}/_mock/assets${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as Page
}

async function firstId(url: string): Promise<string> {
  return String((await assetsOf(url))[0]?.id)
}

describe('the list of assets', () => {
  it('is empty at first', async () => {
    const server = await startTestServer()
    expect(await page(server.url, '')).toEqual({ items: [] })
  })

  it('shows what is known of each', async () => {
    const clock = new TestClock(Date.UTC(2026, 1, 3, 4, 5, 6, 7))
    const server = await startTestServer({}, { clock })
    await upload(server.url, { name: 'lie.jpg', bytes: fixture('png-named.jpg') })
    expect(await page(server.url, '')).toEqual({
      items: [
        {
          id: expect.stringMatching(/./),
          namespace: 'default',
          vendor: 'cloud-softphone',
          owner: 'alice',
          kind: 'media',
          name: 'lie.jpg',
          type: 'image/png',
          declaredType: 'image/jpeg',
          bytes: fixture('png-named.jpg').length,
          sha256: null,
          createdAt: '2026-02-03T04:05:06.007Z',
        },
      ],
    })
  })

  it('has null where nothing was declared', async () => {
    const server = await startTestServer()
    await importLogo(server.url)
    expect((await page(server.url, '')).items).toMatchObject([{ declaredType: null }])
  })

  it('comes in pages, oldest first, with no cursor on the last', async () => {
    const server = await startTestServer()
    for (const name of ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg']) await upload(server.url, { name })
    const names = ({ items }: Page) => items.map(item => item.name)
    const first = await page(server.url, '?limit=2')
    expect(names(first)).toEqual(['a.jpg', 'b.jpg'])
    await upload(server.url, { name: 'e.jpg' })
    const second = await page(server.url, `?limit=2&after=${first.next}`)
    expect(names(second)).toEqual(['c.jpg', 'd.jpg'])
    const last = await page(server.url, `?limit=2&after=${second.next}`)
    expect(names(last)).toEqual(['e.jpg'])
    expect(last).not.toHaveProperty('next')
    expect(await page(server.url, '?limit=5')).not.toHaveProperty('next')
    expect((await page(server.url, '?limit=4')).next).toEqual(expect.any(String))
  })

  it('has 100 on a page unless another number is asked for', async () => {
    const server = await startTestServer()
    await Promise.all(
      Array.from({ length: 101 }, () => upload(server.url, { bytes: photo.subarray(0, 200) })),
    )
    const first = await page(server.url, '')
    expect(first.items).toHaveLength(100)
    expect((await page(server.url, `?after=${first.next}`)).items).toHaveLength(1)
    expect((await page(server.url, '?limit=1000')).items).toHaveLength(101)
  })

  it('is narrowed by vendor and owner', async () => {
    const server = await startTestServer()
    await upload(server.url, { owner: 'alice' })
    await upload(server.url, { owner: 'bob' })
    await importLogo(server.url)
    const owners = async (query: string) =>
      (await page(server.url, query)).items.map(({ vendor, owner }) => `${vendor}/${owner}`)
    expect(await owners('?vendor=cloud-softphone')).toEqual(['cloud-softphone/alice', 'cloud-softphone/bob'])
    expect(await owners('?owner=bob')).toEqual(['cloud-softphone/bob'])
    expect(await owners('?vendor=amazon-connect')).toEqual(['amazon-connect/i1'])
    expect(await owners('?vendor=amazon-connect&owner=bob')).toEqual([])
    expect(await owners('?vendor=zoom')).toEqual([])
  })

  it('pages through what it narrows', async () => {
    const server = await startTestServer()
    for (const owner of ['alice', 'bob', 'alice', 'bob', 'alice']) await upload(server.url, { owner })
    const first = await page(server.url, '?owner=alice&limit=2')
    expect(first.items).toHaveLength(2)
    const second = await page(server.url, `?owner=alice&limit=2&after=${first.next}`)
    expect(second.items).toHaveLength(1)
    expect(second).not.toHaveProperty('next')
  })

  it('has hashes where they are asked for, and keeps them', async () => {
    const server = await startTestServer()
    await upload(server.url)
    expect((await page(server.url, '')).items).toMatchObject([{ sha256: null }])
    expect((await page(server.url, '?sha256=false')).items).toMatchObject([{ sha256: null }])
    expect((await page(server.url, '?sha256=true')).items).toMatchObject([{ sha256 }])
    expect((await page(server.url, '')).items).toMatchObject([{ sha256 }])
  })

  it('has hashes at once where the configuration says so', async () => {
    const server = await startTestServer({ hash: 'eager' })
    await upload(server.url)
    expect((await page(server.url, '')).items).toMatchObject([{ sha256 }])
  })

  it('shows the namespace that the request names, alone', async () => {
    const server = await startTestServer()
    await upload(`${server.url}/ns/team-1`)
    expect(await assetsOf(server.url)).toEqual([])
    expect(await assetsOf(`${server.url}/ns/team-1`)).toMatchObject([{ namespace: 'team-1' }])
    const byHost = await controlCall(server.port, '/_mock/assets', { headers: { host: 'team-1.localhost' } })
    expect(JSON.parse(byHost.body.toString()).items).toHaveLength(1)
    const byHeader = await controlCall(server.port, '/_mock/assets', {
      headers: { 'x-mock-namespace': 'team-1' },
    })
    expect(JSON.parse(byHeader.body.toString()).items).toHaveLength(1)
  })

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=x', 'limit'],
    ['limit=1.5', 'limit'],
    ['after=x', 'after'],
    ['after=-1', 'after'],
    ['sha256=yes', 'sha256'],
    ['vendor=zoom&vendor=webex', 'vendor'],
  ])('refuses %s with 400 and names the key', async (query, path) => {
    const server = await startTestServer()
    expectControlError(await controlCall(server.port, `/_mock/assets?${query}`), {
      status: 400,
      code: 'invalid',
      path,
    })
  })

  it.each(['colour', 'Limit', 'owners'])('refuses the unknown key %s with 400 and names it', async key => {
    const server = await startTestServer()
    expectControlError(await controlCall(server.port, `/_mock/assets?${key}=1`), { status: 400, path: key })
  })
})

describe('one asset', () => {
  it('is shown with its hash', async () => {
    const server = await startTestServer()
    await upload(server.url)
    const id = await firstId(server.url)
    const response = await fetch(`${server.url}/_mock/assets/${id}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id, name: 'a.jpg', bytes: photo.length, sha256 })
  })

  it.each(['/_mock/assets/none', '/_mock/assets/none/content'])(
    'that is not there gets 404: %s',
    async path => {
      const server = await startTestServer()
      expectControlError(await controlCall(server.port, path), { status: 404, code: 'not-found', path: 'id' })
    },
  )

  it('of another namespace is not there', async () => {
    const server = await startTestServer()
    await upload(`${server.url}/ns/team-1`)
    const id = await firstId(`${server.url}/ns/team-1`)
    for (const path of [`/_mock/assets/${id}`, `/_mock/assets/${id}/content`])
      expectControlError(await controlCall(server.port, path), { status: 404, path: 'id' })
    expect((await fetch(`${server.url}/ns/team-1/_mock/assets/${id}`)).status).toBe(200)
  })
})

describe('an asset’s content', () => {
  const contentOf = async (url: string, headers: { readonly [name: string]: string } = {}, method = 'GET') =>
    fetch(`${url}/_mock/assets/${await firstId(url)}/content`, { method, headers })

  it('is exactly what was sent', async () => {
    const server = await startTestServer()
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, n) => (n * 7 + (n >> 8)) % 256))
    await upload(server.url, { bytes })
    const response = await contentOf(server.url)
    expect(response.headers.get('content-length')).toBe('70000')
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes)
  })

  it('is served in ranges', async () => {
    const server = await startTestServer()
    await upload(server.url)
    const part = await contentOf(server.url, { range: 'bytes=10-19' })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${photo.length}`])
    expect(Buffer.from(await part.arrayBuffer())).toEqual(photo.subarray(10, 20))
    const beyond = await contentOf(server.url, { range: `bytes=${photo.length}-` })
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${photo.length}`])
  })

  it('is served by HEAD and not again to who has it', async () => {
    const server = await startTestServer()
    await upload(server.url)
    const head = await contentOf(server.url, {}, 'HEAD')
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(photo.length)])
    const etag = head.headers.get('etag') ?? ''
    expect((await contentOf(server.url, { 'if-none-match': etag })).status).toBe(304)
  })

  it('is shown inline where it is an image that runs nothing', async () => {
    const server = await startTestServer()
    await upload(server.url)
    const { headers } = await contentOf(server.url)
    expect(headers.get('content-type')).toBe('image/jpeg')
    expect(headers.get('content-disposition')).toBe('inline')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  it.each([
    ['SVG', fixture('icon.svg'), 'image/svg+xml'],
    ['SVG after an XML head', Buffer.from('<?xml version="1.0"?>\n<svg onload="x()"/>'), 'image/svg+xml'],
    ['a page', Buffer.from('  <!DOCTYPE HTML><script>x()</script>'), 'text/html'],
    ['a PDF', Buffer.from('%PDF-1.7 and so on'), 'application/pdf'],
  ])('is never shown inline where it is %s, whatever was declared', async (_, bytes, type) => {
    const server = await startTestServer()
    await upload(server.url, { bytes })
    const { headers } = await contentOf(server.url)
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('content-disposition')).toMatch(/^attachment/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(headers.get('access-control-allow-origin')).toBeNull()
  })
})
