import { once } from 'node:events'
import { expect, it } from 'vitest'
import { listed } from '../../control/journal-client.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { form, head, PATH, PHOTO, uploadHead } from '../raw-upload.ts'

const JUNK = 'x'.repeat(300_000)
const BOTH_LENGTHS = { 'Content-Length': 10, 'Transfer-Encoding': 'chunked' }

/** Requests that can't be read: what comes first, and a body that follows it. */
const BROKEN: readonly (readonly [string, string, string])[] = [
  ['a bad size of a chunk', head(PATH, { 'Transfer-Encoding': 'chunked' }), `zz\r\n${JUNK}`],
  ['two lengths', head(PATH, BOTH_LENGTHS), JUNK],
  ['a header without a colon', `POST ${PATH} HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n`, JUNK],
  ['a body before its head', `POST ${PATH} HTTP/1.1\r\n{"a":1}\r\n\r\n`, JUNK],
]

function answersIn(text: string): number {
  return text.split('HTTP/1.1 ').length - 1
}

for (const [name, begin, rest] of BROKEN)
  it.each([
    ['in one write', [begin + rest]],
    ['head and body apart', [begin, rest]],
    ['in pieces', [begin, ...(rest.match(/.{1,20000}/gs) ?? [])]],
  ])(`gets one answer and one entry for ${name}, %s`, async (_, writes) => {
    const { port, url } = await startTestServer()
    const connection = await RawConnection.open(port)
    for (const text of writes) {
      connection.write(text)
      await new Promise(written => setImmediate(written))
    }
    await connection.closed()
    expect(answersIn(connection.received)).toBe(1)
    expect(connection.received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n(?:[^\r]+\r\n)+\r\n\{.+\}$/)
    expect((await listed(url)).items).toMatchObject([{ vendor: 'zoom', path: PATH, outcome: 'refused' }])
  })

it('gets a whole answer though its client ended its side', async () => {
  const { port } = await startTestServer()
  const connection = await RawConnection.open(port)
  connection.socket.end(`GET ${PATH} HTTP/1.1\r\nbad header\r\n\r\n`)
  await connection.closed()
  expect(connection.received).toMatch(/^HTTP\/1\.1 400 .+\r\n\r\n\{.+\}$/s)
})

it('is answered when a client begins with HTTP/2', async () => {
  const { port, url } = await startTestServer()
  const connection = await RawConnection.open(port)
  connection.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
  await connection.closed()
  expect(answersIn(connection.received)).toBe(1)
  expect(connection.received).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(await (await fetch(`${url}/_mock/metrics`)).text()).toContain('\nuploadmock_active_uploads 0\n')
})

it('lets what was asked before be answered first', async () => {
  const { port, url } = await startTestServer()
  const { body, type } = form(PHOTO)
  const connection = await RawConnection.open(port)
  connection.write(
    Buffer.concat([Buffer.from(uploadHead(body, type)), body, Buffer.from('NONSENSE\r\n\r\n')]),
  )
  await connection.closed()
  expect(connection.received).toMatch(/^HTTP\/1\.1 201 Created\r\n.+HTTP\/1\.1 400 Bad Request\r\n/s)
  expect((await listed(url)).items).toMatchObject([{ outcome: 'accepted', committed: true }])
  expect(await assetsOf(url)).toHaveLength(1)
})

it('says nothing to a client that has gone', async () => {
  const { port, url } = await startTestServer()
  const connection = await RawConnection.open(port)
  connection.write(head(PATH, { 'Content-Type': 'text/plain', 'Content-Length': 100 }))
  connection.socket.resetAndDestroy()
  await once(connection.socket, 'close')
  expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
})
