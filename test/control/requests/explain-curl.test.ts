import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { importMedia } from '../../vendors/amazon-connect/connect.ts'
import { sendForm as sendToWebex, uploadPath } from '../../vendors/webex/webex-client.ts'
import { call, pathOf, sendForm } from '../../vendors/zoom/zoom-client.ts'
import { lastEntry, listed, told } from '../journal-client.ts'
import { explained } from './explanation.ts'

const run = promisify(execFile)
const MEDIA = fileURLToPath(new URL('../../../fixtures/media/', import.meta.url))

/** Runs a curl line in the folder of the files that it names; answers the status. */
async function pasted(line: string): Promise<number> {
  const command = `${line.trim()} -sS -m 5 -o /dev/null -w '%{http_code}'`
  const { stdout } = await run('sh', ['-c', command], { cwd: MEDIA })
  return Number(stdout)
}

/** The line that an explanation ends with. */
function lineThatPasses(text: string): string {
  const line = /A request that passes:\n\n( {3}curl [\s\S]*)$/.exec(text)?.[1]
  if (line === undefined) throw new Error(`no curl line in:\n${text}`)
  return line
}

const nothing = rawForm([fieldPart('note', 'x')])
const softphone = (url: string) =>
  fetch(`${url}/upload_media?from=a&password=b`, {
    method: 'POST',
    headers: { 'content-type': nothing.type },
    body: new Uint8Array(nothing.body),
  })

describe('the curl line of an explanation', () => {
  it.each([
    { vendor: 'webex', refused: (url: string) => sendToWebex(url, nothing) },
    { vendor: 'zoom', refused: (url: string) => sendForm(url, pathOf('user', 'ann'), nothing) },
    { vendor: 'zoom', refused: (url: string) => sendForm(url, pathOf('account', 'me'), nothing) },
    { vendor: 'cloud-softphone', refused: softphone },
    { vendor: 'amazon-connect', refused: (url: string) => importMedia(url, { source: '*' }) },
  ])('passes at $vendor, in the same namespace, for the same owner', async ({ vendor, refused }) => {
    for (const prefix of ['', '/ns/team-1']) {
      const { url: origin } = await startTestServer()
      const url = origin + prefix
      expect((await refused(url)).status).toBe(400)
      const { entry, text } = await explained(url)
      expect(await pasted(lineThatPasses(text))).toBeLessThan(300)
      expect(await lastEntry(url)).toMatchObject({
        vendor,
        operation: entry.operation,
        path: entry.path,
        outcome: 'accepted',
        committed: true,
      })
      expect(await assetsOf(url)).toHaveLength(1)
    }
  })

  it('shows what the operation wants where that is another credential than elsewhere', async () => {
    const { url } = await startTestServer()
    expect((await fetch(`${url}/oauth/token`, { method: 'POST' })).status).toBe(401)
    const line = lineThatPasses((await explained(url)).text)
    expect(line).toContain(' -u alice:test ')
    expect(await pasted(line)).toBe(200)
  })

  it('has one slash behind a configured address that ends with one', async () => {
    const { url } = await startTestServer({ publicUrl: 'https://mock.example/' })
    await softphone(url)
    expect(lineThatPasses((await explained(url)).text)).toContain(" 'https://mock.example/upload_media'")
  })

  it('is not there where the request passed', async () => {
    const { url } = await startTestServer()
    await call(url, '/v2/users/me')
    expect((await explained(url)).text).not.toContain('curl')
  })

  it('gives way to the list of operations at a path of none', async () => {
    const { url } = await startTestServer()
    await call(url, '/v2/nothing')
    expect((await explained(url)).text).toContain(`${url}/_mock/openapi/zoom.json`)
  })
})

describe('a request as a curl line', () => {
  /** Runs the curl line of the latest request, its secrets filled in, and compares what came with what had come. */
  async function expectSame(url: string): Promise<void> {
    const before = await lastEntry(url)
    const line = (await told(url, before.id, 'curl'))
      .replaceAll('[secret]', 'test')
      .replaceAll('%5Bsecret%5D', 'test')
    expect(await pasted(line)).toBe(before.response?.status)
    const { items } = await listed(url)
    expect(items).toHaveLength(2)
    const sent = ({ vendor, operation, method, path, query, body, outcome, parts }: typeof before) => ({
      ...{ vendor, operation, method, path, query, body, outcome },
      parts: parts.map(({ name, filename, declaredType, bytes }) => ({
        name,
        filename,
        declaredType,
        bytes,
      })),
    })
    expect(sent(items[1] ?? before)).toEqual(sent(before))
  }

  const photo = filePart('file', 'photo.jpg', 'image/jpeg', fixture('photo.jpg'))

  it.each([
    ['an upload', [fieldPart('fileName', 'Logo'), photo]],
    ['an upload with quotes in a field', [fieldPart('fileName', `it's "it"`), photo]],
    ['an upload with a field that begins like a file', [fieldPart('fileName', '@logo; x'), photo]],
  ])('sends the same: %s', async (_, parts) => {
    const { url } = await startTestServer({ vendors: { webex: { duplicateNames: 'replace' } } })
    const form = rawForm(parts)
    const headers = { 'content-type': form.type }
    await call(url, uploadPath(), { method: 'POST', headers, body: form.body })
    await expectSame(url)
  })

  it.each([
    ['GET', '/v2/users/me?a=b%26c&d=%C3%BC', {}],
    ['GET', '/v2/users/[1-3]?a=[x,y]&{b,c}=1', {}],
    ['HEAD', '/upload_media_precheck?from=a&password=test&media_size=1&content_type=image/jpeg', {}],
    [
      'PATCH',
      '/v2/users/me/settings',
      { headers: { 'content-type': 'application/json' }, body: '{"in_meeting":{"virtual_background":true}}' },
    ],
    [
      'POST',
      '/upload_media_precheck',
      {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: 'from=a&password=test&media_size=1&content_type=image%2Fjpeg',
      },
    ],
  ])('sends the same: %s %s', async (method, path, init) => {
    const { url } = await startTestServer()
    const { headers, ...body } = { headers: {}, ...init }
    await fetch(url + path, { method, headers: { authorization: 'Bearer test', ...headers }, ...body })
    await expectSame(url)
  })
})

describe('a request as an HTTP archive', () => {
  it('has both sides of the exchange', async () => {
    const { url } = await startTestServer()
    await sendForm(`${url}/ns/team-1`, `${pathOf('user', 'me')}?a=b`, rawForm([fieldPart('note', 'x')]))
    const entry = await lastEntry(`${url}/ns/team-1`)
    const har = JSON.parse(await told(`${url}/ns/team-1`, entry.id, 'har'))
    expect(har.log).toMatchObject({ version: '1.2', creator: { name: 'uploadmock' } })
    expect(har.log.entries).toMatchObject([
      {
        startedDateTime: entry.receivedAt,
        time: entry.durationMs,
        request: {
          method: 'POST',
          url: `${url}/ns/team-1${pathOf('user', 'me')}?a=b`,
          queryString: [{ name: 'a', value: 'b' }],
          headers: expect.arrayContaining([{ name: 'authorization', value: 'Bearer [secret]' }]),
          bodySize: entry.bodyBytes,
          postData: { mimeType: expect.stringMatching(/^multipart/), params: [{ name: 'note' }] },
        },
        response: { status: 400, content: { mimeType: 'application/json', text: entry.response?.body } },
      },
    ])
  })
})
