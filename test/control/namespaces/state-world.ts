import { expect } from 'vitest'
import { vendors } from '../../../src/vendors/index.ts'
import { exampleHeaders, sendExample } from '../../helpers/example.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf } from '../../helpers/server.ts'
import { importMedia, listMedia } from '../../vendors/amazon-connect/connect.ts'
import { uploadedUrl } from '../../vendors/cloud-softphone/softphone.ts'
import { namesIn, upload as uploadToWebex } from '../../vendors/webex/webex-client.ts'
import { pathOf, uploadedId } from '../../vendors/zoom/zoom-client.ts'

/** Fills a namespace with rows and bytes of all four vendors: each operation once, and uploads that stay. */
export async function fillWorld(url: string): Promise<void> {
  for (const vendor of vendors) {
    const captured = new Map<string, string>()
    for (const example of vendor.examples)
      expect(
        await sendExample(url, example, exampleHeaders(vendor, example), captured),
        example.operation,
      ).toBeLessThan(300)
  }
  for (const name of ['one.jpg', 'two.jpg']) expect((await uploadToWebex(url, name)).status).toBe(201)
  for (const level of ['account', 'group', 'user'] as const) await uploadedId(url, pathOf(level, 'o1'))
  await uploadedUrl(url)
  expect((await importMedia(url)).status).toBe(200)
}

/** A namespace as one file. */
export async function exportOf(url: string): Promise<Buffer> {
  const response = await fetch(`${url}/_mock/state`)
  expect(response.status).toBe(200)
  return Buffer.from(await response.arrayBuffer())
}

/** Expects two files to say the same; the order of keys in their first lines is not promised. */
export function expectSameState(found: Buffer, expected: Buffer): void {
  const [a, b] = [partsOf(found), partsOf(expected)]
  expect(a.header).toEqual(b.header)
  expect(a.bytes.equals(b.bytes)).toBe(true)
}

/** Puts a file into a namespace's place, on a connection of its own. */
export async function importInto(
  url: string,
  state: Uint8Array,
  type = 'application/octet-stream',
): Promise<{ readonly status: number; readonly body: string }> {
  const response = await fetch(`${url}/_mock/state`, {
    method: 'PUT',
    headers: { 'content-type': type, connection: 'close' },
    body: new Uint8Array(state),
  })
  return { status: response.status, body: await response.text() }
}

/** What clients and testers see of a namespace; addresses without the server and the namespace before them. */
export async function viewOf(url: string): Promise<unknown> {
  const assets = await assetsOf(url)
  const contents = assets.map(async ({ id }) => {
    const response = await fetch(`${url}/_mock/assets/${id}/content`)
    return [response.status, Buffer.from(await response.arrayBuffer()).toString('base64')]
  })
  const media = await listMedia(url)
  return {
    assets: assets.map(({ namespace: _, ...asset }) => asset),
    contents: await Promise.all(contents),
    webex: await namesIn(url),
    connect: media.map(({ Type, Source }) => ({ Type, Source: Source.replace(url, '') })),
    source: (await fetch(media[0]?.Source ?? url)).status,
    background: (await fetch(`${url}/dms/Cisco_Phone_Background/background002`)).status,
  }
}

/** The first line of a file, as an object to change, and the bytes behind it. */
export function partsOf(state: Buffer): {
  // A test writes into it what no export has.
  readonly header: { [key: string]: unknown; rows: { [key: string]: unknown }[] }
  readonly bytes: Buffer
} {
  const end = state.indexOf(0x0a)
  return { header: JSON.parse(state.subarray(0, end).toString()), bytes: state.subarray(end + 1) }
}

/** A file of a header and bytes. */
export function stateOf(header: unknown, bytes: Uint8Array = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), bytes])
}

/** A file with one asset, and one row without. */
export function smallState(): Buffer {
  const bytes = fixture('photo.jpg')
  const row = { vendor: 'zoom', owner: 'user:me', createdAt: 1_767_225_600_000 }
  const asset = { name: 'photo.jpg', type: 'image/jpeg', declaredType: 'image/jpeg', bytes: bytes.length }
  const rows = [
    { ...row, kind: 'file', key: 'one', id: 'one', data: {}, asset },
    { ...row, kind: 'note', key: 'two', id: 'two', data: { any: ['thing'] } },
  ]
  return stateOf({ format: 'uploadmock-state', version: 1, rows, sequences: { 'zoom.file': 1 } }, bytes)
}
