import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { vendors as four } from '../../src/vendors/index.ts'
import { hasCurl } from '../clients/drivers/curl.ts'
import { runFolder } from '../clients/drivers/newman.ts'
import { describeVendor } from '../contracts/vendor.ts'
import { lastEntry, told } from '../control/journal-client.ts'
import { clientsTable } from '../helpers/documents/clients-table.ts'
import { limitsTable } from '../helpers/documents/limits-table.ts'
import { operationsTable } from '../helpers/documents/operations-table.ts'
import { uploadLines } from '../helpers/documents/upload-lines.ts'
import { exampleHeaders, sendExample } from '../helpers/example.ts'
import { filePart, formOf, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'
import { fifth } from '../helpers/vendors/fifth/index.ts'

const vendors = [...four, fifth]
const credentials = { 'x-api-key': 'test' }
const PICTURE = { name: 'logo.png', type: 'image/png', bytes: fixture('logo.png') }
const PIXMAP = {
  name: 'dot.ppm',
  type: 'application/octet-stream',
  bytes: Buffer.from('P6\n1 1\n255\n\0\0\0'),
}

const uploadTo = (url: string, file: typeof PICTURE) =>
  fetch(url, { method: 'POST', headers: credentials, body: formOf({ file }) })
const upload = (url: string, file = PICTURE) => uploadTo(`${url}/fifth/pictures`, file)

/** Runs a line in the folder of the files that it names. */
const paste = (line: string) =>
  promisify(execFile)('sh', ['-c', line], {
    cwd: fileURLToPath(new URL('../../fixtures/media/', import.meta.url)),
  })

describeVendor(fifth, {
  endpoints: [
    {
      policy: 'fifth.picture',
      accepted: ['logo.png'],
      refused: ['photo.jpg', 'text-named.png'],
      upload: (name, content) => {
        const { body, type } = rawForm([filePart('file', name, 'image/png', content)])
        return {
          path: '/fifth/pictures',
          method: 'POST',
          headers: { ...credentials, 'content-type': type },
          body,
        }
      },
    },
  ],
  unknownPath: '/fifth/nothing',
  credentials,
  isRefusal: body => typeof JSON.parse(body).oops === 'string',
})

describe('a fifth vendor, of a folder and a line', () => {
  it('mounts beside the others, and is reset with them', async () => {
    const { url } = await startTestServer({ policies: { 'fifth.picture': { quota: 1 } } }, { vendors })
    expect((await upload(url)).status).toBe(201)
    expect((await upload(url)).status).toBe(409)
    expect(await assetsOf(url)).toMatchObject([{ vendor: 'fifth', name: 'logo.png' }])
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect(await assetsOf(url)).toEqual([])
    expect((await upload(url)).status).toBe(201)
  })

  it('takes a media type of its own by its bytes, which no other vendor takes', async () => {
    const { url } = await startTestServer({ auth: 'off' }, { vendors })
    expect((await upload(url, PIXMAP)).status).toBe(201)
    expect(await assetsOf(url)).toMatchObject([{ name: 'dot.ppm', type: 'image/x-portable-pixmap' }])
    const elsewhere = await uploadTo(`${url}/v2/users/me/settings/virtual_backgrounds`, PIXMAP)
    expect(elsewhere.status).toBe(400)
    expect(await lastEntry(url)).toMatchObject({ parts: [{ sniffedType: 'image/x-portable-pixmap' }] })
  })

  it('is one of those by which a file is checked before it is sent', async () => {
    const { url } = await startTestServer({}, { vendors })
    const reply = await uploadTo(`${url}/_mock/check`, PIXMAP)
    const { items } = (await reply.json()) as {
      items: { endpoints: { vendor: string; passes: boolean }[] }[]
    }
    const passing = items[0]?.endpoints.filter(({ passes }) => passes).map(({ vendor }) => vendor)
    expect(passing).toContain('fifth')
    expect(passing).not.toContain('zoom')
  })

  it('keeps its key out of the journal, and has a line that passes where it refused', async () => {
    const { url } = await startTestServer({}, { vendors })
    expect((await upload(url, { ...PICTURE, bytes: Buffer.from('no picture') })).status).toBe(415)
    const { id, headers } = await lastEntry(url)
    expect(headers['x-api-key']).toBe('[secret]')
    const [, line = ''] = /A request that passes:\n\n([\s\S]*)/.exec(await told(url, id, 'explain')) ?? []
    expect(line).toContain(" -H 'x-api-key: test' ")
    if (!hasCurl) return
    await paste(line)
    expect(await lastEntry(url)).toMatchObject({ outcome: 'accepted', committed: true })
  })
})

describe('a fifth vendor in what is generated', () => {
  it.each([
    ['limits', limitsTable(vendors), '| Fifth | `POST /pictures` | `fifth.picture` |'],
    [
      'limits, with its own type',
      limitsTable(vendors),
      '| image/png, image/x-portable-pixmap | content | 3 |',
    ],
    ['operations', operationsTable(vendors), `| Fifth | \`http://HOST:PORT/fifth\` | ${fifth.summary} |`],
    [
      'clients',
      clientsTable(vendors, new Map([['curl', new Set(['listNotes'])]])),
      '| Fifth | `listNotes` | ✓ |',
    ],
    [
      'upload lines',
      uploadLines(vendors),
      "Fifth, a picture for the wall:\n\n```sh\ncurl -H 'x-api-key: test' ",
    ],
  ])('is in README’s %s', (_, text, row) => {
    expect(text).toContain(row)
  })

  it('has an OpenAPI document with its way to show a key', async () => {
    const { url } = await startTestServer({}, { vendors })
    const document = await (await fetch(`${url}/_mock/openapi/fifth.json`)).json()
    expect(document).toMatchObject({
      info: { title: 'Fifth, as uploadmock emulates it' },
      security: [{ apiKey: [] }],
      paths: {
        '/fifth/pictures': { post: { operationId: 'uploadPicture' } },
        '/fifth/notes': { get: { operationId: 'listNotes' } },
      },
      components: { securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    })
  })

  it('has a folder in the Postman collection that runs as it stands', async () => {
    const { url } = await startTestServer({}, { vendors })
    const collection = (await (await fetch(`${url}/_mock/postman.json`)).json()) as object
    expect(await runFolder(collection, 'Fifth', url)).toEqual(['uploadPicture', 'listNotes'])
  })

  it('has examples that work', async () => {
    const { url } = await startTestServer({}, { vendors })
    const statuses: number[] = []
    for (const example of fifth.examples)
      statuses.push(await sendExample(url, example, exampleHeaders(fifth, example), new Map()))
    expect(statuses).toEqual(fifth.examples.map(({ status }) => status))
  })
})
