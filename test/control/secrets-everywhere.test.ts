import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { requests as requestsCommand } from '../../src/cli/requests.ts'
import { MiB } from '../../src/core/units.ts'
import { ORDERED_KINDS } from '../../src/http/fault/ordered-problem.ts'
import { vendors } from '../../src/vendors/index.ts'
import { exampleHeaders } from '../helpers/example.ts'
import { startLoggedServer } from '../helpers/server.ts'
import { EventStream } from './event-stream.ts'
import type { Entry, Listed } from './journal-client.ts'
import { expectNotIn } from './no-secret.ts'
import { MARK, messageOf, PLACES } from './secret-places.ts'

/** One request to each operation. */
const endpoints = vendors.flatMap(vendor =>
  vendor.examples
    .filter((one, index, all) => all.findIndex(({ operation }) => operation === one.operation) === index)
    .map(example => ({
      vendor: vendor.name,
      operation: example.operation,
      method: example.method,
      path: example.path.startsWith('/') ? example.path.replace(/\{\{\w+\}\}/g, '1') : '/dms/1',
      headers: exampleHeaders(vendor, example),
      isUpload: /^(?:upload|import)/i.test(example.operation),
    })),
)
/** An upload to each vendor. */
const uploads = vendors.flatMap(({ name }) =>
  endpoints.filter(one => one.vendor === name && one.isUpload).slice(0, 1),
)

/** How many go at once. */
const AT_ONCE = 16

async function each<T>(all: readonly T[], act: (one: T) => Promise<unknown>): Promise<void> {
  const queue = [...all]
  const work = async () => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) await act(one)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

/** Sends a request, and its end, and reads until the connection is closed. */
async function exchange(port: number, message: Buffer): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' }).resume()
  socket.on('error', () => {})
  socket.end(message)
  await once(socket, 'close')
}

async function entriesOf(url: string): Promise<readonly Entry[]> {
  const all: Entry[] = []
  for (let next: string | undefined = ''; next !== undefined; ) {
    const page = (await (
      await fetch(`${url}/_mock/requests?limit=1000${next && `&after=${next}`}`)
    ).json()) as Listed
    all.push(...page.items)
    next = page.next
  }
  return all
}

/** All that tells of these requests beside the list of them. */
async function toldOf(url: string, entries: readonly Entry[]): Promise<readonly string[]> {
  const texts: string[] = []
  await each(entries, async ({ id }) => {
    for (const how of ['', '/explain', '/curl', '/har'])
      texts.push(await (await fetch(`${url}/_mock/requests/${id}${how}`)).text())
  })
  return texts
}

/** All that tells of the server as a whole, the command among it. */
async function toldOfAll(url: string, id: string): Promise<readonly string[]> {
  const texts: string[] = []
  for (const path of ['metrics', 'state', 'assets', 'faults', 'vendors', 'namespaces'])
    texts.push(await (await fetch(`${url}/_mock/${path}`)).text())
  for (const args of [[], [id], ['--json']])
    await requestsCommand({
      args: ['--url', url, ...args],
      environment: {},
      vendors,
      print: line => texts.push(line),
    })
  return texts
}

const config = { limits: { journalEntries: 10_000, journalBytes: 256 * MiB } }

describe('a secret in any place that a client has', () => {
  it.each(['off', 'strict'] as const)(
    'is nowhere, at any endpoint, with credentials %s',
    async auth => {
      const { server, log } = await startLoggedServer({ ...config, auth }, 'trace')
      const { url, port } = server
      const events = await EventStream.open(url)
      const places = [...PLACES.values()]
      const others = auth === 'off' ? endpoints.filter(one => !uploads.includes(one)) : []
      const messages = [
        ...uploads.flatMap(endpoint => places.map(place => messageOf(place, endpoint))),
        ...others.flatMap((endpoint, number) =>
          places.filter((_, index) => (index + number) % 3 === 0).map(place => messageOf(place, endpoint)),
        ),
      ]
      await each(messages, message => exchange(port, message))
      const entries = await entriesOf(url)
      expect(entries.length).toBeGreaterThan(messages.length * 0.9)
      const paths = new Set(uploads.map(({ operation }) => operation))
      const told = entries.filter(({ operation }) => operation !== null && paths.has(operation))
      expect(told.length).toBeGreaterThan(PLACES.size)
      const event = JSON.stringify(await events.take(10))
      const texts = [JSON.stringify(entries), event, log(), ...(await toldOf(url, told))]
      expectNotIn([...texts, ...(await toldOfAll(url, told[0]?.id ?? ''))], MARK)
    },
    60_000,
  )

  it('is nowhere where a fault strikes', async () => {
    const { server, log } = await startLoggedServer(config, 'trace')
    const { url, port } = server
    const all = [...PLACES.values()]
    const order = (error: string) => ({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match: { vendor: 'zoom' }, respond: { error }, times: all.length }),
    })
    for (const [number, kind] of ORDERED_KINDS.filter(one => one !== 'vendor-rule').entries()) {
      const ordered = await fetch(`${url}/_mock/faults`, order(kind))
      expect(ordered.status).toBe(201)
      const some = all.filter((_, index) => (index + number) % 4 === 0)
      for (const endpoint of uploads.filter(({ vendor }) => vendor === 'zoom'))
        await each(some, place => exchange(port, messageOf(place, endpoint)))
      await fetch(`${url}/_mock/faults`, { method: 'DELETE' })
    }
    const entries = await entriesOf(url)
    expect(entries.filter(({ outcome }) => outcome === 'faulted').length).toBeGreaterThan(all.length)
    const told = entries.filter((_, index) => index % 7 === 0)
    expectNotIn([JSON.stringify(entries), log(), ...(await toldOf(url, told))], MARK)
  }, 60_000)
})
