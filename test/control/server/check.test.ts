import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { KiB, MiB } from '../../../src/core/units.ts'
import { fieldPart, filePart, type RawPart, rawForm } from '../../helpers/form.ts'
import { fixture, padded } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { pathOf, upload } from '../../vendors/zoom/zoom-client.ts'
import { expectControlError } from '../control-call.ts'
import { type RealFile, takenBy } from './real-uploads.ts'

interface Checked {
  readonly filename: string
  readonly bytes: number
  readonly declaredType: string | null
  readonly sniffedType: string | null
  readonly endpoints: readonly {
    readonly vendor: string
    readonly operation: string
    readonly route: string
    readonly policy: string
    readonly passes: boolean
    readonly verdicts: readonly { readonly [key: string]: string }[]
  }[]
}

async function post(url: string, parts: readonly RawPart[], query = '') {
  const { body, type } = rawForm(parts)
  const headers = { 'content-type': type }
  const response = await fetch(`${url}/_mock/check${query}`, { method: 'POST', headers, body })
  return { status: response.status, body: await response.text() }
}

async function checked(url: string, files: readonly RealFile[], query = ''): Promise<readonly Checked[]> {
  // A check looks at the name, never at the type that this form declares.
  const parts = files.map(({ name, bytes }) => filePart('any', name, 'application/octet-stream', bytes))
  const { status, body } = await post(url, parts, query)
  expect(status, body).toBe(200)
  return (JSON.parse(body) as { items: Checked[] }).items
}

const foretold = ({ endpoints }: Checked) =>
  Object.fromEntries(endpoints.map(({ operation, passes }) => [operation, passes]))

/** Expects the check to say of a file what the endpoints do with it. */
async function expectForetold(file: RealFile, input: object = {}): Promise<void> {
  const { url } = await startTestServer(input)
  const [found] = await checked(url, [file])
  expect(found && foretold(found)).toEqual(await takenBy(url, file))
}

const media = readdirSync(new URL('../../../fixtures/media', import.meta.url)).filter(
  name => /\.(?:png|jpg|gif|mp4|mov|svg)$/.test(name) && name !== 'empty.png',
)

describe('the verdict of a check is what each endpoint does', () => {
  it.each(media)('with %s', async name => {
    await expectForetold({ name, bytes: fixture(name) })
  })

  it.each<[string, RealFile]>([
    ['no ending', { name: 'logo', bytes: fixture('logo.png') }],
    ['an ending in capitals', { name: 'PHOTO.JPG', bytes: fixture('photo.jpg') }],
    ['two endings', { name: 'photo.jpg.png', bytes: fixture('photo.jpg') }],
    ['a type that only some know', { name: 'a.webp', bytes: Buffer.from('RIFF\0\0\0\0WEBPVP8 '.padEnd(99)) }],
    ['one byte', { name: 'a.jpg', bytes: Buffer.from('x') }],
    ['bytes that say nothing', { name: 'a.bin', bytes: Buffer.alloc(1_000) }],
  ])('with a file of %s', async (_, file) => {
    await expectForetold(file)
  })

  it.each([
    ['Webex', 'logo.png', 625 * KiB],
    ['Zoom', 'logo.png', 15 * MiB],
    ['Amazon Connect', 'logo.png', 399_999],
    ['Cloud Softphone, as configured', 'photo.jpg', 200_000],
  ])('at the limit of %s and one byte beyond', async (vendor, name, limit) => {
    const policies = vendor.startsWith('Cloud') ? { 'cloud-softphone.media': { maxBytes: limit } } : {}
    for (const bytes of [limit, limit + 1])
      await expectForetold({ name, bytes: padded(name, bytes) }, { policies })
  })

  it.each(media)('with %s under configured policies', async name => {
    const policies = {
      'webex.device-background-image': {
        types: ['image/gif', 'image/png'],
        maxBytes: 40_000,
        wholeImages: false,
      },
      'zoom.user-virtual-background': { types: ['*'], wholeImages: true },
      'zoom.group-virtual-background': { types: ['video/mp4'] },
      'cloud-softphone.media': { types: ['image/png', 'video/quicktime'] },
      'amazon-connect.workspace-media': { types: ['image/jpeg'], maxBytes: 3_000 },
    }
    await expectForetold({ name, bytes: fixture(name) }, { policies })
  })
})

describe('a check', () => {
  it('tells what it looked at, each broken rule with its evidence, and how to mend it', async () => {
    const { url } = await startTestServer()
    const [found] = await checked(url, [{ name: 'big.png', bytes: padded('logo.png', 625 * KiB + 7) }])
    expect(found).toMatchObject({
      filename: 'big.png',
      bytes: 640_007,
      declaredType: 'image/png',
      sniffedType: 'image/png',
    })
    expect(found?.endpoints[0]).toEqual({
      vendor: 'webex',
      operation: 'uploadBackgroundImage',
      route: 'POST /telephony/config/devices/{deviceId}/actions/backgroundImageUpload/invoke',
      policy: 'webex.device-background-image',
      passes: false,
      verdicts: [
        {
          rule: 'webex.device-background-image.maxBytes',
          severity: 'error',
          expected: 'at most 640000 bytes',
          found: '640007 bytes',
          mend: expect.stringContaining('7 bytes'),
          evidence: 'documented',
          source: expect.stringMatching(/^https:/),
        },
      ],
    })
  })

  it('warns of a name that lies where the file passes all the same', async () => {
    const { url } = await startTestServer()
    const [found] = await checked(url, [{ name: 'a.jpg', bytes: fixture('logo.png') }], '?vendor=webex')
    expect(found?.endpoints).toMatchObject([
      { passes: true, verdicts: [{ severity: 'warning', found: expect.stringContaining('image/png') }] },
    ])
  })

  it.each([
    ['whose name lies', { name: 'a.jpg', bytes: fixture('logo.png') }, 'file.extension'],
    [
      'near the limit',
      { name: 'logo.png', bytes: padded('logo.png', 15 * MiB - 1) },
      'zoom.user-virtual-background.maxBytes',
    ],
  ])('warns of a file %s as the journal does when it was sent', async (_, { name, bytes }, rule) => {
    const { url } = await startTestServer()
    const [found] = await checked(url, [{ name, bytes }], '?vendor=zoom')
    const endpoint = found?.endpoints.find(({ operation }) => operation === 'uploadUserVirtualBackground')
    expect(endpoint?.verdicts.map(verdict => verdict.rule)).toEqual([rule])
    const sent = { name, bytes, type: 'application/octet-stream' }
    expect((await upload(url, pathOf('user', 'o1'), sent)).status).toBe(201)
    const { items } = (await (await fetch(`${url}/_mock/requests`)).json()) as {
      items: readonly { readonly findings: readonly object[] }[]
    }
    const verdicts = endpoint?.verdicts.map(({ mend: _mend, ...verdict }) => expect.objectContaining(verdict))
    expect(items[0]?.findings).toEqual(verdicts)
  })

  it('looks at several files, in their order, and at one vendor’s endpoints where one is named', async () => {
    const { url } = await startTestServer()
    const files = ['logo.png', 'photo.jpg', 'text-named.png'].map(name => ({ name, bytes: fixture(name) }))
    const found = await checked(url, files, '?vendor=zoom')
    expect(found.map(({ filename }) => filename)).toEqual(files.map(({ name }) => name))
    expect(found.map(({ endpoints }) => endpoints.map(({ passes }) => passes))).toEqual([
      [true, true, true],
      [true, true, true],
      [false, false, false],
    ])
    expect(new Set(found.flatMap(({ endpoints }) => endpoints.map(({ vendor }) => vendor)))).toEqual(
      new Set(['zoom']),
    )
  })

  it('passes over text fields, stores nothing and writes no journal', async () => {
    const { url } = await startTestServer()
    const parts = [fieldPart('note', 'hello'), filePart('file', 'a.png', 'image/png', fixture('logo.png'))]
    expect((await post(url, parts)).status).toBe(200)
    expect(await assetsOf(url)).toEqual([])
    expect(await (await fetch(`${url}/_mock/requests`)).json()).toMatchObject({ items: [] })
  })

  it('without a form is a 415', async () => {
    const { url } = await startTestServer()
    for (const type of ['image/png', 'application/json', undefined]) {
      const response = await fetch(`${url}/_mock/check`, {
        method: 'POST',
        headers: { ...(type !== undefined && { 'content-type': type }) },
        body: new Uint8Array(Buffer.from('{}')),
      })
      const reply = { status: response.status, body: await response.text() }
      expectControlError(reply, { status: 415, path: 'content-type' })
    }
  })

  it.each<[string, readonly RawPart[], string]>([
    ['without a file', [], 'file'],
    ['with text fields alone', [fieldPart('file', 'logo.png')], 'file'],
    ['of an empty file', [filePart('file', 'empty.png', 'image/png', Buffer.alloc(0))], 'empty.png'],
    [
      'of an empty file behind a good one',
      [
        filePart('file', 'logo.png', 'image/png', fixture('logo.png')),
        filePart('file', 'empty.png', 'image/png', Buffer.alloc(0)),
      ],
      'empty.png',
    ],
    [
      'of an empty file before a large one',
      [
        filePart('file', 'empty.png', 'image/png', Buffer.alloc(0)),
        filePart('file', 'logo.png', 'image/png', padded('logo.png', 5 * MiB)),
      ],
      'empty.png',
    ],
  ])('%s is a 400 that names it', async (_, parts, path) => {
    const { url } = await startTestServer()
    expectControlError(await post(url, parts), { status: 400, path })
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
  })

  it('of a part without a name passes it over, as any that is no file', async () => {
    const { url } = await startTestServer()
    const send = (...parts: readonly string[]) =>
      fetch(`${url}/_mock/check`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=x' },
        body: [...parts.map(part => `--x\r\nContent-Disposition: form-data${part}\r\n`), '--x--\r\n'].join(
          '',
        ),
      })
    const alone = await send('\r\n\r\nabc')
    expectControlError(
      { status: alone.status, body: await alone.text() },
      { status: 400, code: 'missing-part', path: 'file' },
    )
    const beside = await send('\r\n\r\nabc', '; filename="a.png"\r\n\r\nabc')
    expect(await beside.json()).toMatchObject({ items: [{ filename: 'a.png', bytes: 3 }] })
  })

  it('of a form that is cut is a 400', async () => {
    const { url } = await startTestServer()
    const { body, type } = rawForm([filePart('file', 'logo.png', 'image/png', fixture('logo.png'))])
    const second = rawForm([
      filePart('file', 'logo.png', 'image/png', fixture('logo.png')),
      filePart('file', 'other.png', 'image/png', fixture('logo.png')),
    ]).body
    const cut = second.subarray(0, second.length - 10_000)
    for (const sent of [body.length - 10, 30_000, 200, 20].map(at => body.subarray(0, at)).concat(cut)) {
      const response = await fetch(`${url}/_mock/check`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: sent,
      })
      expectControlError(
        { status: response.status, body: await response.text() },
        { status: 400, code: 'malformed', path: 'form' },
      )
    }
  })

  it.each([
    ['?vendor=skype', 'vendor'],
    ['?vendor=', 'vendor'],
    ['?colour=red', 'colour'],
  ])('refuses the query %s', async (query, path) => {
    const { url } = await startTestServer()
    const parts = [filePart('file', 'logo.png', 'image/png', fixture('logo.png'))]
    expectControlError(await post(url, parts, query), { status: 400, path })
  })
})
