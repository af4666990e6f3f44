import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture, padded } from '../../helpers/media.ts'
import { RawConnection, sendRaw } from '../../helpers/raw-http.ts'
import { startTestServer } from '../../helpers/server.ts'
import { documentedForm, documentedRequest } from '../../vendors/cloud-softphone/softphone.ts'
import { MINE } from '../../vendors/zoom/zoom-client.ts'
import { listed } from '../journal-client.ts'

describe('HTTP that can’t be read', () => {
  it.each([
    ['a header without a colon', 'bad header', 400],
    ['a header of 20 KB', `X-Long: ${'a'.repeat(20_000)}`, 431],
  ])('leaves an entry with %s', async (_, header, status) => {
    const { port, url } = await startTestServer()
    const reply = await sendRaw(port, `GET ${MINE}?a=b HTTP/1.1\r\nHost: x\r\n${header}\r\n\r\n`)
    expect(reply.status).toBe(status)
    expect((await listed(url)).items).toMatchObject([
      {
        vendor: 'zoom',
        operation: null,
        method: 'GET',
        path: MINE,
        query: { a: 'b' },
        outcome: 'refused',
        response: { status, body: reply.body },
        findings: [{ rule: 'zoom.malformed', severity: 'error' }],
      },
    ])
  })

  it('leaves an entry in the namespace of its path', async () => {
    const { port, url } = await startTestServer()
    await sendRaw(port, `GET /ns/team-1${MINE} HTTP/1.1\r\nbad header\r\n\r\n`)
    expect((await listed(url)).items).toEqual([])
    expect((await listed(`${url}/ns/team-1`)).items).toMatchObject([{ namespace: 'team-1', path: MINE }])
  })

  it('leaves an entry at an address that can’t be decoded', async () => {
    const { url } = await startTestServer()
    const { status } = await fetch(`${url}/v2/users/%zz`)
    expect((await listed(url)).items).toMatchObject([
      { vendor: 'zoom', operation: null, path: '/v2/users/%zz', outcome: 'refused', response: { status } },
    ])
  })

  it('leaves an entry with a body that is shorter than it said', async () => {
    const { port, url } = await startTestServer()
    const body = documentedForm(fixture('clip.mp4'))
    const connection = await RawConnection.open(port)
    connection.socket.end(documentedRequest(body, { length: body.length + 1_000 }))
    expect((await connection.reply()).status).toBe(400)
    const { items } = await listed(url)
    expect(items).toMatchObject([
      {
        vendor: 'cloud-softphone',
        operation: 'uploadMedia',
        outcome: 'refused',
        committed: false,
        bodyBytes: body.length,
        response: { status: 400 },
      },
    ])
    expect(items[0]?.findings.map(({ rule }) => rule)).toContain('http.content-length')
  })
})

describe('a client that stops sending', () => {
  it('leaves an entry with what came until then', async () => {
    const { port, url } = await startTestServer({ timeouts: { bodyIdleMs: 200 } })
    const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))])
    const connection = await RawConnection.open(port)
    connection.write(
      `POST ${MINE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    connection.write(body.subarray(0, 1_000))
    expect((await connection.reply()).status).toBe(408)
    expect((await listed(url)).items).toMatchObject([
      {
        operation: 'uploadUserVirtualBackground',
        outcome: 'refused',
        committed: false,
        bodyBytes: 1_000,
        parts: [{ name: 'file', filename: 'a.jpg' }],
        response: { status: 408 },
        findings: [{ rule: 'zoom.timeout' }],
      },
    ])
  })
})

describe('a client that goes away', () => {
  const { body, type } = rawForm([
    fieldPart('note', 'x'),
    filePart('file', 'a.jpg', 'image/jpeg', padded('photo.jpg', 2_000_000)),
  ])
  const start = (path: string, headers = '') =>
    `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\n${headers}Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`

  const places = [
    { where: 'in the middle of the file', bytes: 1_000_000 },
    { where: 'in the first header', bytes: 20 },
    { where: 'before the body', bytes: 0 },
  ]
  const ways = [
    { how: 'closes', leave: 'destroy' },
    { how: 'resets', leave: 'resetAndDestroy' },
  ] as const

  for (const { how, leave } of ways)
    it.each(places)(`leaves an aborted request where it ${how} the connection $where`, async ({ bytes }) => {
      const { port, url } = await startTestServer()
      const connection = await RawConnection.open(port)
      connection.write(start(MINE, 'Expect: 100-continue\r\n'))
      await connection.receives('100 Continue')
      await connection.writeAll(body.subarray(0, bytes))
      connection.socket[leave]()
      const [entry, ...others] = (await listed(url, '?atLeast=1')).items
      expect(others).toEqual([])
      expect(entry).toMatchObject({
        operation: 'uploadUserVirtualBackground',
        outcome: 'aborted',
        committed: false,
        response: null,
      })
      expect(entry?.bodyBytes).toBeLessThanOrEqual(bytes)
    })

  it('has told what came until then: the parts, and how much of the file', async () => {
    const { port, url } = await startTestServer()
    const connection = await RawConnection.open(port)
    connection.write(start(MINE))
    await connection.writeAll(body.subarray(0, 500_000))
    connection.socket.destroy()
    const [entry] = (await listed(url, '?atLeast=1')).items
    const content = body.indexOf('image/jpeg\r\n\r\n') + 'image/jpeg\r\n\r\n'.length
    expect(entry).toMatchObject({
      bodyBytes: 500_000,
      parts: [
        { name: 'note', bytes: 1 },
        {
          name: 'file',
          filename: 'a.jpg',
          sniffedType: 'image/jpeg',
          bytes: 500_000 - content,
          sha256: null,
        },
      ],
    })
  })
})
