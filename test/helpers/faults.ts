import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { NamespaceClient } from '../../src/client/namespace.ts'
import type { UploadmockOptions } from '../../src/config-schema.ts'
import type { Clock } from '../../src/core/clock.ts'
import type { FaultInfo, FaultOrder, RequestInfo } from '../../src/index.ts'
import { fieldPart, filePart, type RawPart, rawForm } from './form.ts'
import { fixture } from './media.ts'
import { RawConnection } from './raw-http.ts'
import { startTestServer } from './server.ts'

export const PHOTO = fixture('photo.jpg')
export const SIGNED =
  'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/connect/aws4_request, SignedHeaders=host, Signature=0'
/** Zoom's upload, at which most tests fail. */
export const UPLOAD = '/v2/users/me/settings/virtual_backgrounds'

/** A request as it goes over the wire. */
export interface Sent {
  readonly method: string
  readonly path: string
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array<ArrayBuffer>
}

function form(path: string, parts: readonly RawPart[]): Sent {
  const { body, type } = rawForm(parts)
  return { method: 'POST', path, headers: { authorization: 'Bearer x', 'content-type': type }, body }
}

const photoPart = (content: Uint8Array) => filePart('file', 'photo.jpg', 'image/jpeg', content)

/** An upload to each vendor: its operation, and the request that carries a file. */
export const uploads = {
  webex: {
    operation: 'uploadBackgroundImage',
    request: (content: Uint8Array = PHOTO) =>
      form('/v1/telephony/config/devices/d1/actions/backgroundImageUpload/invoke', [
        fieldPart('fileName', 'photo.jpg'),
        photoPart(content),
      ]),
  },
  zoom: {
    operation: 'uploadUserVirtualBackground',
    request: (content: Uint8Array = PHOTO) => form(UPLOAD, [photoPart(content)]),
  },
  'cloud-softphone': {
    operation: 'uploadMedia',
    request: (content: Uint8Array = PHOTO) => {
      const { authorization: _, ...headers } = form('', []).headers
      const sent = form('/upload_media', [fieldPart('from', 'alice'), photoPart(content)])
      return { ...sent, headers }
    },
  },
  'amazon-connect': {
    operation: 'ImportWorkspaceMedia',
    request: (content: Uint8Array = PHOTO): Sent => ({
      method: 'POST',
      path: '/workspaces/i1/w1/media',
      headers: { authorization: SIGNED, 'content-type': 'application/json' },
      body: Buffer.from(
        JSON.stringify({
          MediaSource: Buffer.from(content).toString('base64'),
          MediaType: 'IMAGE_LOGO_LIGHT_FAVICON',
        }),
      ),
    }),
  },
} as const

export type VendorName = keyof typeof uploads
export const vendorNames = Object.keys(uploads) as VendorName[] // of the line above

/** Sends a request with `fetch`. */
export function send(url: string, { method, path, headers, body }: Sent): Promise<Response> {
  return fetch(url + path, { method, headers, body })
}

/** A request's head, byte for byte. */
export function headOf({ method, path, headers, body }: Sent): string {
  const all = { host: '127.0.0.1', 'content-length': String(body.length), ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** A connection on which a request's head and the beginning of its body are written; all of it unless `bytes` says less. */
export async function beginOn(port: number, sent: Sent, bytes = sent.body.length): Promise<RawConnection> {
  const connection = await RawConnection.open(port)
  connection.write(headOf(sent))
  connection.write(sent.body.subarray(0, bytes))
  return connection
}

/** A namespace's faults, requests and assets. */
export function worldAt(url: string): NamespaceClient {
  return new NamespaceClient({ name: '', url, basePaths: new Map(), token: undefined })
}

/** A test server with a rule ordered in its default namespace. */
export async function startFaulty(
  rule: FaultOrder,
  input: UploadmockOptions = {},
  options: { readonly clock?: Clock } = {},
) {
  const server = await startTestServer(input, options)
  const world = worldAt(server.url)
  const fault: FaultInfo = await world.faults.add(rule)
  const upload = (vendor: VendorName = 'zoom', content?: Uint8Array) =>
    send(server.url, uploads[vendor].request(content))
  return { ...server, world, fault, upload, fired: () => firedIn(world) }
}

/** How often each rule struck, in the rules' order. */
export async function firedIn(world: NamespaceClient): Promise<readonly number[]> {
  return (await world.faults.list()).map(fault => fault.fired)
}

/** The only entry of a journal, once it is there. */
export async function onlyEntry(world: NamespaceClient): Promise<RequestInfo> {
  const [entry, ...others] = await world.requests.waitFor({})
  expect(others).toEqual([])
  if (entry === undefined) throw new Error('no entry')
  return entry
}

/** Follows what happens in the default namespace, until the test ends the connection. */
export async function eventsOf(port: number): Promise<RawConnection> {
  const events = await RawConnection.open(port)
  events.write('GET /_mock/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
  await events.receives(': listening')
  return events
}

/**
 * Expects that neither assets nor bytes are left: in the store's own count, and in its folder where it has one. A
 * client whose connection is cut may know of that before the server has cleaned up.
 */
export async function expectNothingLeft(url: string, dataDir?: string): Promise<void> {
  expect(await worldAt(url).assets.list()).toEqual([])
  const metrics = async () => (await fetch(`${url}/_mock/metrics`)).text()
  await expect.poll(metrics).toMatch(/^uploadmock_store_bytes 0$/m)
  if (dataDir === undefined) return
  await expect.poll(() => readdir(join(dataDir, 'tmp'))).toEqual([])
  await expect.poll(() => readdir(join(dataDir, 'blobs'), { recursive: true })).toEqual([])
}
