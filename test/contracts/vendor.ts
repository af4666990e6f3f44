import { describe, expect, it } from 'vitest'
import { makeConfig } from '../../src/config.ts'
import { systemClock } from '../../src/core/clock.ts'
import type { MediaPolicy } from '../../src/core/policy.ts'
import type { Problem } from '../../src/core/problem.ts'
import type { Dialect, Rendered, ReplyContext } from '../../src/http/vendor-kit/dialect.ts'
import type { Vendor } from '../../src/http/vendor-kit/vendor.ts'
import { MediaTypes } from '../../src/media/catalogue.ts'
import { padded } from '../helpers/media.ts'
import { RawConnection } from '../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'

/** A file as a client sends it. */
export interface Upload {
  /** Path and query behind the server's address. */
  readonly path: string
  readonly method: string
  readonly headers: { readonly [name: string]: string }
  readonly body: Uint8Array<ArrayBuffer>
}

/** What the suite must know of one endpoint that takes files. */
export interface Endpoint {
  readonly policy: string
  /** Fixtures that the endpoint takes, one for each of the policy's types. */
  readonly accepted: readonly string[]
  /** Fixtures that it refuses. */
  readonly refused: readonly string[]
  /** The n-th upload of a file to one owner. */
  upload(name: string, content: Uint8Array, n: number): Upload
}

/** What the suite must know of a vendor. */
export interface VendorData {
  readonly endpoints: readonly Endpoint[]
  /** A path of the vendor's that no operation has. */
  readonly unknownPath: string
  /** Credentials that `presence` takes. */
  readonly credentials: { readonly [name: string]: string }
  /** Whether a reply's body is a refusal in the vendor's words. */
  isRefusal(body: string): boolean
}

/** Holds a vendor to what is promised of every vendor. */
export function describeVendor(vendor: Vendor, data: VendorData): void {
  const start = (input: Parameters<typeof startTestServer>[0] = {}) =>
    startTestServer(input, { vendors: [vendor] })

  const send = async (url: string, { path, method, headers, body }: Upload) => {
    const response = await fetch(url + path, { method, headers, body })
    return { status: response.status, headers: response.headers, body: await response.text() }
  }

  describe(`${vendor.name} as a vendor`, () => {
    for (const endpoint of data.endpoints) {
      const policy = policyOf(vendor, endpoint.policy)
      const [first = ''] = endpoint.accepted

      describe(endpoint.policy, () => {
        it.each(endpoint.accepted)('takes %s and keeps its bytes', async name => {
          const { url } = await start()
          const content = padded(name, 60_000)
          expect((await send(url, endpoint.upload(name, content, 1))).status).toBeLessThan(300)
          const [asset] = await assetsOf(url)
          const stored = await fetch(`${url}/_mock/assets/${asset?.id}/content`)
          expect(Buffer.from(await stored.arrayBuffer()).equals(content)).toBe(true)
        })

        it.each(endpoint.refused)('refuses %s and keeps nothing', async name => {
          const { url } = await start()
          const reply = await send(url, endpoint.upload(name, padded(name, 60_000), 1))
          expect(reply.status).toBeGreaterThanOrEqual(400)
          expect(reply.status).toBeLessThan(500)
          expect(data.isRefusal(reply.body)).toBe(true)
          expect(await assetsOf(url)).toEqual([])
        })

        it(`takes exactly ${policy.maxBytes.value} bytes and not one more`, async () => {
          const { url } = await start()
          const limit = policy.maxBytes.value
          const over = await send(url, endpoint.upload(first, padded(first, limit + 1), 1))
          expect(over.status).toBeGreaterThanOrEqual(400)
          expect(data.isRefusal(over.body)).toBe(true)
          expect(await assetsOf(url)).toEqual([])
          expect((await send(url, endpoint.upload(first, padded(first, limit), 2))).status).toBeLessThan(300)
          expect(await assetsOf(url)).toMatchObject([{ bytes: limit }])
        })

        it('follows the configured limit instead', async () => {
          const { url } = await start({ policies: { [endpoint.policy]: { maxBytes: 70_000 } } })
          const over = await send(url, endpoint.upload(first, padded(first, 70_001), 1))
          expect(over.status).toBeGreaterThanOrEqual(400)
          expect((await send(url, endpoint.upload(first, padded(first, 70_000), 2))).status).toBeLessThan(300)
        })

        const quota = policy.quota?.value
        if (quota !== undefined)
          it(`takes ${quota} files of one owner, and one of 50 racing for the last place`, async () => {
            const { url } = await start()
            const content = padded(first, 60_000)
            for (let n = 1; n < quota; n++)
              expect((await send(url, endpoint.upload(first, content, n))).status).toBeLessThan(300)
            const racing = Array.from({ length: 50 }, (_, index) =>
              send(url, endpoint.upload(first, content, quota + index)),
            )
            const replies = await Promise.all(racing)
            expect(replies.filter(reply => reply.status < 300)).toHaveLength(1)
            for (const reply of replies.filter(reply => reply.status >= 300))
              expect(data.isRefusal(reply.body)).toBe(true)
            expect(await assetsOf(url)).toHaveLength(quota)
          })

        const quotaBytes = policy.quotaBytes?.value
        if (quotaBytes !== undefined)
          it(`takes ${quotaBytes} bytes of one owner, and of 50 racing no more than fit`, async () => {
            const { url } = await start()
            const content = padded(first, 60_000)
            const racing = Array.from({ length: 50 }, (_, n) => send(url, endpoint.upload(first, content, n)))
            const replies = await Promise.all(racing)
            const fitting = Math.floor(quotaBytes / content.length)
            expect(replies.filter(reply => reply.status < 300)).toHaveLength(fitting)
            for (const reply of replies.filter(reply => reply.status >= 300))
              expect(data.isRefusal(reply.body)).toBe(true)
            const left = quotaBytes - fitting * content.length
            const over = await send(url, endpoint.upload(first, padded(first, left + 1), 51))
            expect([over.status >= 400, data.isRefusal(over.body)]).toEqual([true, true])
            expect((await send(url, endpoint.upload(first, padded(first, left), 52))).status).toBeLessThan(
              300,
            )
            const bytes = (await assetsOf(url)).map(asset => Number(asset.bytes))
            expect(bytes.reduce((sum, one) => sum + one, 0)).toBe(quotaBytes)
          })

        it('keeps namespaces apart, and forgets one when it is reset', async () => {
          const { url } = await start()
          const upload = endpoint.upload(first, padded(first, 60_000), 1)
          await send(`${url}/ns/one`, upload)
          await send(url, { ...upload, headers: { ...upload.headers, 'x-mock-namespace': 'two' } })
          expect(await assetsOf(`${url}/ns/one`)).toMatchObject([{ namespace: 'one' }])
          expect(await assetsOf(`${url}/ns/two`)).toMatchObject([{ namespace: 'two' }])
          expect(await assetsOf(url)).toEqual([])
          await fetch(`${url}/ns/one/_mock/reset`, { method: 'POST' })
          expect(await assetsOf(`${url}/ns/one`)).toEqual([])
          expect(await assetsOf(`${url}/ns/two`)).toHaveLength(1)
        })

        it('leaves nothing when the client hangs up', async () => {
          const { url, port } = await start()
          const { method, path, headers, body } = endpoint.upload(first, padded(first, 60_000), 1)
          const connection = await RawConnection.open(port)
          const lines = Object.entries({ ...headers, 'content-length': String(body.length) })
          connection.write(
            `${method} ${path} HTTP/1.1\r\nhost: x\r\n${lines.map(line => line.join(': ')).join('\r\n')}\r\n\r\n`,
          )
          await connection.writeAll(body.subarray(0, body.length / 2))
          connection.socket.resetAndDestroy()
          expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
          expect(await assetsOf(url)).toEqual([])
        })

        it('asks for a credential, in its own words', async () => {
          const { url } = await start({ auth: 'presence' })
          const upload = endpoint.upload(first, padded(first, 60_000), 1)
          const known = Object.keys(data.credentials)
          const bare = Object.entries(upload.headers).filter(([name]) => !known.includes(name))
          const reply = await send(url, { ...upload, headers: Object.fromEntries(bare) })
          expect([401, 403]).toContain(reply.status)
          expect(data.isRefusal(reply.body)).toBe(true)
          expect(await assetsOf(url)).toEqual([])
        })

        it('answers a body that is no such request in its own words', async () => {
          const { url } = await start()
          const { headers, ...upload } = endpoint.upload(first, padded(first, 60_000), 1)
          for (const type of [
            'application/json',
            'text/plain',
            'multipart/form-data',
            headers['content-type'] ?? '',
          ])
            for (const body of ['', '{', '--', '\0\0']) {
              const reply = await send(url, {
                ...upload,
                headers: { ...headers, 'content-type': type },
                body: Buffer.from(body),
              })
              expect(reply.status, `${type} ${body}`).toBeGreaterThanOrEqual(400)
              expect(reply.status, `${type} ${body}`).toBeLessThan(500)
              expect(data.isRefusal(reply.body), `${type} ${body}: ${reply.body}`).toBe(true)
            }
          expect(await assetsOf(url)).toEqual([])
        })
      })
    }

    it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])(
      'says in its own words that %s of an unknown path is none',
      async method => {
        const { url } = await start()
        const response = await fetch(url + data.unknownPath, { method, headers: data.credentials })
        expect(response.status).toBeGreaterThanOrEqual(400)
        expect(response.status).toBeLessThan(500)
        expect(data.isRefusal(await response.text())).toBe(true)
      },
    )

    it('refuses a namespace that can’t be one, in its own words', async () => {
      const { url } = await start()
      for (const [path, headers] of [
        [`/ns/Not_One${data.unknownPath}`, {}],
        [data.unknownPath, { 'x-mock-namespace': 'Not_One' }],
      ] as const) {
        const response = await fetch(url + path, { headers: { ...data.credentials, ...headers } })
        expect(response.status).toBe(400)
        expect(data.isRefusal(await response.text())).toBe(true)
      }
    })

    it('has words for every kind of problem, and shows no insides', () => {
      for (const problem of everyProblem) {
        const rendered = say(mounted(vendor).dialect, problem)
        expect(rendered.status, problem.kind).toBeGreaterThanOrEqual(400)
        const body = typeof rendered.body === 'string' ? rendered.body : JSON.stringify(rendered.body)
        expect(data.isRefusal(body), `${problem.kind}: ${body}`).toBe(true)
        expect(body).not.toMatch(/FST_|node:|\bat .*:\d+/)
      }
    })

    it('names only media types that are known', () => {
      const { names } = new MediaTypes(vendor.mediaTypes)
      expect(['*', ...names]).toEqual(
        expect.arrayContaining(vendor.policies.flatMap(({ types }) => types.value)),
      )
    })

    it('gives every rule its evidence and source', () => {
      const rules = vendor.policies.flatMap(({ maxBytes, types, wholeImages, quota, quotaBytes }) =>
        [maxBytes, types, wholeImages, quota, quotaBytes].filter(rule => rule !== undefined),
      )
      for (const rule of [...rules, ...Object.values(vendor.limits)]) {
        expect(['documented', 'observed', 'assumed']).toContain(rule.evidence)
        expect(rule.source).not.toBe('')
      }
    })
  })
}

function policyOf(vendor: Vendor, id: string): MediaPolicy {
  const policy = vendor.policies.find(one => one.id === id)
  if (policy === undefined) throw new Error(`${vendor.name} has no policy ${id}`)
  return policy
}

function mounted(vendor: Vendor) {
  const config = makeConfig({}, [vendor]).vendors[vendor.name]
  if (config === undefined) throw new Error(`no configuration of ${vendor.name}`)
  return vendor.mount(config, {
    auth: 'presence',
    provisioning: 'auto',
    clock: systemClock,
    secret: 'secret',
    policy: id => policyOf(vendor, id),
    mediaTypes: new MediaTypes(vendor.mediaTypes),
  })
}

function say(dialect: Dialect, problem: Problem): Rendered {
  const context: ReplyContext = {
    head: {
      method: 'GET',
      url: '/',
      sentUrl: '/',
      path: '/',
      query: new URLSearchParams(),
      headers: {},
      isTls: false,
      localPort: 0,
    },
    trackingId: 'tracking-1',
    operation: undefined,
    now: 0,
  }
  // The dialect's entry of a kind takes the problem of that kind.
  return (dialect[problem.kind] as (problem: Problem, context: ReplyContext) => Rendered)(problem, context)
}

/** One problem of each kind, and of each reason. A new kind that is missing here does not compile. */
const everyProblem: readonly Problem[] = Object.values({
  unauthenticated: (['missing', 'malformed', 'unknown', 'expired'] as const).map(reason => ({
    kind: 'unauthenticated',
    reason,
  })),
  forbidden: [{ kind: 'forbidden', missing: ['a:scope'] }],
  'unknown-path': [{ kind: 'unknown-path' }],
  'method-not-allowed': [{ kind: 'method-not-allowed', allowed: ['GET'] }],
  'not-found': [{ kind: 'not-found', resource: 'user', id: 'u1' }],
  'unsupported-content-type': [
    { kind: 'unsupported-content-type', found: undefined, expected: 'multipart/form-data' },
  ],
  malformed: (['form', 'json', 'url', 'headers', 'http', 'namespace'] as const).map(what => ({
    kind: 'malformed',
    what,
    message: 'broken',
  })),
  invalid: [{ kind: 'invalid', issues: [{ path: 'body.Name', message: 'is wrong', missing: false }] }],
  'missing-part': (['absent', 'no-filename', 'unquoted-filename', 'empty'] as const).map(reason => ({
    kind: 'missing-part',
    part: 'file',
    reason,
  })),
  'too-large': [
    { kind: 'too-large', part: 'file', limit: 1 },
    { kind: 'too-large', part: undefined, limit: 1 },
  ],
  'unsupported-media': (['type', 'cut-image'] as const).map(reason => ({
    kind: 'unsupported-media',
    found: undefined,
    accepted: ['image/png'],
    reason,
  })),
  'quota-exceeded': (['files', 'bytes'] as const).map(unit => ({
    kind: 'quota-exceeded',
    resource: 'file',
    limit: 1,
    unit,
  })),
  conflict: [{ kind: 'conflict', resource: 'file', id: 'a' }],
  'rate-limited': [{ kind: 'rate-limited' }, { kind: 'rate-limited', retryAfter: 3 }],
  timeout: [{ kind: 'timeout' }],
  'storage-full': [{ kind: 'storage-full', message: 'full' }],
  unavailable: [{ kind: 'unavailable' }, { kind: 'unavailable', retryAfter: 3 }],
  internal: [{ kind: 'internal' }],
  'vendor-rule': [{ kind: 'vendor-rule', rule: 'some-rule' }],
} satisfies { readonly [K in Problem['kind']]: readonly Extract<Problem, { kind: K }>[] }).flat()
