import { expect } from 'vitest'
import { type Sent, startFaulty, uploads, type VendorName } from '../helpers/faults.ts'

/** A reply's status and body, less what differs from request to request. */
export interface Said {
  readonly status: number
  readonly body: string
}

/** How long a client may be kept waiting by a store that fails. */
export const PATIENCE_MS = 10_000

/** What vendors say of these problems is asked for once: it never changes. */
const words = new Map<string, Promise<Said>>()

/** What a vendor says of a problem, as one server without anything around it says it. */
export function wordsOf(vendor: VendorName, error: 'quota-exceeded' | 'unavailable'): Promise<Said> {
  const key = `${vendor} ${error}`
  const known = words.get(key) ?? askFor(vendor, error)
  words.set(key, known)
  return known
}

async function askFor(vendor: VendorName, error: 'quota-exceeded' | 'unavailable'): Promise<Said> {
  const { upload } = await startFaulty({ match: {}, respond: { error } })
  return saidBy(await upload(vendor))
}

/** A reply as `Said`. */
export async function saidBy(response: Response): Promise<Said> {
  return told(response.status, await response.text())
}

/** As `saidBy`, of a body that was read. */
export function told(status: number, body: string): Said {
  return { status, body: body.replace(/ROUTERGW_[\w-]+/g, 'ROUTERGW_') }
}

/** Sends a request and gives up when a client may no longer be kept waiting. */
export function sendWithin(url: string, { method, path, headers, body }: Sent): Promise<Response> {
  return fetch(url + path, { method, headers, body, signal: AbortSignal.timeout(PATIENCE_MS) })
}

/** Expects an upload to be refused in the vendor's own words for a service that is not available, in time. */
export async function expectOutage(url: string, vendor: VendorName): Promise<void> {
  const expected = await wordsOf(vendor, 'unavailable')
  expect(expected.status, vendor).toBeGreaterThanOrEqual(500)
  expect(await saidBy(await sendWithin(url, uploads[vendor].request())), vendor).toEqual(expected)
}

/** Whether a server says that it lives, and that it can work. */
export async function healthOf(url: string): Promise<{ readonly live: number; readonly ready: number }> {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const [live, ready] = await Promise.all([
    fetch(`${url}/_mock/health`, { signal }),
    fetch(`${url}/_mock/health?ready`, { signal }),
  ])
  await Promise.all([live.arrayBuffer(), ready.arrayBuffer()])
  return { live: live.status, ready: ready.status }
}
