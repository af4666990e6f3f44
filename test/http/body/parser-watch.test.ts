import { once } from 'node:events'
import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { describe, expect, it, vi } from 'vitest'
import { vendors } from '../../../src/vendors/index.ts'
import { exampleHeaders, sendExample } from '../../helpers/example.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'

/** Stands for the parser of forms: gives a request's parts, one call after the other. */
type StandIn = (request: FastifyRequest) => AsyncIterable<object>

/** Parsers that stand still, each in its way. */
const STILL: { readonly [behaviour: string]: StandIn } = {
  'never tells that the form has ended': async function* ({ raw }) {
    yield { type: 'field', fieldname: 'extra', value: 'x' }
    raw.resume()
    await forEver()
  },
  'never reads': () => ({ [Symbol.asyncIterator]: () => ({ next: forEver }) }),
  'never ends a file': async function* (request) {
    await once(request.raw.resume(), 'end')
    yield filePart(request.routeOptions.config.form?.file ?? 'file', unending())
  },
  'never ends a file that nobody wants': async function* ({ raw }) {
    await once(raw.resume(), 'end')
    yield filePart('another', unending())
  },
}

let standIn: StandIn | undefined

vi.mock('@fastify/multipart', () => {
  const plugin = async (scope: FastifyInstance) => {
    scope.addContentTypeParser('multipart/form-data', async () => {})
    scope.decorateRequest('isMultipart', () => true)
    scope.decorateRequest('parts', function (this: FastifyRequest) {
      return standIn?.(this)
    } as never)
  }
  return { default: Object.assign(plugin, { [Symbol.for('skip-override')]: true }) }
})

function forEver(): Promise<never> {
  return new Promise(() => {})
}

function filePart(fieldname: string, file: Readable): object {
  return { type: 'file', fieldname, filename: 'photo.jpg', mimetype: 'image/jpeg', file }
}

function unending(): Readable {
  const stream = new Readable({ read() {} })
  stream.push(fixture('photo.jpg'))
  return stream
}

function whole(): Readable {
  return Readable.from([fixture('photo.jpg')])
}

/** Every operation that takes a form, by an example that works. */
const forms = vendors.flatMap(vendor =>
  vendor.examples.flatMap(example =>
    example.body !== undefined && 'form' in example.body ? [{ vendor, example }] : [],
  ),
)

/** Sends every form at once, each in a namespace of its own; answers what became of each. */
function sendAll(url: string) {
  return Promise.all(
    forms.map(async ({ vendor, example }, number) => {
      const at = `${url}/ns/form-${number}`
      const status = await sendExample(at, example, exampleHeaders(vendor, example), new Map())
      const journal = await fetch(`${at}/_mock/requests`)
      const { items } = (await journal.json()) as { readonly items: readonly object[] }
      return { operation: example.operation, status, items, assets: await assetsOf(at) }
    }),
  )
}

describe.each(Object.entries(STILL))('a parser that %s', (_, behaviour) => {
  it('is a broken form at every endpoint, soon, and leaves nothing', async () => {
    const { url, close } = await startTestServer()
    standIn = behaviour
    const sent = await sendAll(url)
    expect(sent.map(({ operation }) => operation)).toContain('uploadMedia')
    for (const { operation, status, items, assets } of sent) {
      expect(status).toSatisfy((code: number) => code >= 400 && code < 500)
      expect(assets).toEqual([])
      const finding = { severity: 'error', message: expect.stringMatching(/form/) }
      const entry = { operation, outcome: 'refused', committed: false, response: { status } }
      expect(items).toMatchObject([
        { ...entry, findings: expect.arrayContaining([expect.objectContaining(finding)]) },
      ])
    }
    const metrics = await (await fetch(`${url}/_mock/metrics`)).text()
    expect(metrics).toContain('\nuploadmock_active_uploads 0\n')
    expect(metrics).toContain('\nuploadmock_store_bytes 0\n')
    // With a grace longer than the test: it ends in time only where nothing of the requests keeps it.
    await close(60_000)
  })

  it('is a broken form for a check of files', async () => {
    const { url } = await startTestServer()
    standIn = behaviour
    const form = new FormData()
    form.append('file', new Blob([new Uint8Array(fixture('photo.jpg'))]), 'photo.jpg')
    const reply = await fetch(`${url}/_mock/check`, { method: 'POST', body: form })
    expect({ status: reply.status, body: await reply.json() }).toMatchObject({
      status: 400,
      body: { error: { code: 'malformed', path: 'form' } },
    })
  })
})

it('takes a form once whose parser tells its end twice', async () => {
  const { url } = await startTestServer()
  standIn = async function* ({ raw, routeOptions }) {
    await once(raw.resume(), 'end')
    yield filePart(routeOptions.config.form?.file ?? 'file', whole())
    raw.emit('end')
    raw.emit('close')
  }
  expect(await sendToZoom(url)).toBe(201)
  const { items } = (await (await fetch(`${url}/_mock/requests`)).json()) as {
    readonly items: readonly object[]
  }
  expect(items).toMatchObject([{ outcome: 'accepted', committed: true }])
  expect(await assetsOf(url)).toHaveLength(1)
})

it('waits for a reader that takes longer than a parser may', async () => {
  const { url } = await startTestServer()
  const rule = { match: {}, when: 'during', delayMs: 1_200 }
  await fetch(`${url}/_mock/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(rule),
  })
  standIn = async function* (request) {
    await once(request.raw.resume(), 'end')
    yield filePart(request.routeOptions.config.form?.file ?? 'file', whole())
  }
  expect(await sendToZoom(url)).toBe(201)
})

/** Sends an upload whose only part is the file. */
function sendToZoom(url: string): Promise<number> {
  const form = forms.find(({ example }) => example.operation === 'uploadUserVirtualBackground')
  if (form === undefined) throw new Error('Zoom has an example of an upload')
  return sendExample(url, form.example, exampleHeaders(form.vendor, form.example), new Map())
}
