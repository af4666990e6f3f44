import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, type RawPart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { startTestServer } from '../../helpers/server.ts'
import { MINE, sendForm } from '../../vendors/zoom/zoom-client.ts'
import { expectCaret, expectSaid, explained, findingOf, paragraphOf } from './explanation.ts'

const photo = fixture('photo.jpg')
const file = filePart('file', 'photo.jpg', 'image/jpeg', photo)
const whole = rawForm([file])
const withFile = (disposition: string, content: string | Uint8Array = photo): RawPart => ({
  headers: [`Content-Disposition: form-data; ${disposition}`, 'Content-Type: image/jpeg'],
  content,
})
const asText = (content: string) => rawForm([fieldPart('note', 'x'), fieldPart('file', content)])

interface Broken {
  readonly why: string
  readonly form: { readonly body: Buffer; readonly type: string }
  readonly rule: string
  readonly part?: string
  /** Of the byte that is meant, in the body. */
  readonly offset: (body: Buffer) => number
  readonly expected: unknown
  readonly found: unknown
  readonly message: RegExp
}

const fileOffset = (body: Buffer) => body.lastIndexOf('Content-Disposition')
const field = { rule: 'form.file-part', part: 'file', offset: fileOffset } as const
const namedAndFound = {
  expected: 'Content-Disposition: form-data; name="file"; filename="…"',
  found: 'form-data; name="file"',
}

const broken: readonly Broken[] = [
  {
    why: 'names no boundary',
    form: { body: whole.body, type: 'multipart/form-data' },
    rule: 'form.boundary',
    offset: () => 0,
    expected: expect.stringContaining('boundary='),
    found: 'multipart/form-data',
    message: /names no boundary/,
  },
  {
    why: 'names another boundary',
    form: { body: whole.body, type: 'multipart/form-data; boundary=other' },
    rule: 'form.boundary',
    offset: () => 0,
    expected: '--other',
    found: '--test-boundary',
    message: /not the boundary/,
  },
  {
    why: 'names another boundary, behind a preamble',
    form: {
      body: Buffer.concat([Buffer.from('hello\r\n'), whole.body]),
      type: 'multipart/form-data; boundary=other',
    },
    rule: 'form.boundary',
    offset: () => 'hello\r\n'.length,
    expected: '--other',
    found: '--test-boundary',
    message: /not the boundary/,
  },
  {
    why: 'names but the beginning of the boundary',
    form: { body: whole.body, type: 'multipart/form-data; boundary=test' },
    rule: 'form.boundary',
    offset: () => 0,
    expected: '--test',
    found: '--test-boundary',
    message: /not the boundary/,
  },
  {
    why: 'ends its lines with a bare LF',
    form: {
      body: Buffer.from(whole.body.toString('latin1').replaceAll('\r\n', '\n'), 'latin1'),
      type: whole.type,
    },
    rule: 'form.line-ends',
    offset: body => body.indexOf('\n'),
    expected: expect.stringContaining('CR LF'),
    found: expect.stringContaining('LF'),
    message: /bare LF/,
  },
  ...['--\r\n', 'y--\r\n', '\r\n--test-boundary--\r\n'].map(end => ({
    why: `ends before ${JSON.stringify(end)}`,
    form: { body: whole.body.subarray(0, -end.length), type: whole.type },
    rule: 'form.closed',
    offset: (body: Buffer) => body.length,
    expected: '--test-boundary--',
    found: 'the end of the body',
    message: /never closed/,
  })),
  {
    why: 'ends where a line of the hexdump does',
    form: {
      body: Buffer.concat([whole.body.subarray(0, 70), Buffer.alloc(16 * 20 - 70)]),
      type: whole.type,
    },
    rule: 'form.closed',
    offset: body => body.length,
    expected: '--test-boundary--',
    found: 'the end of the body',
    message: /never closed/,
  },
  {
    why: 'has its file in another part',
    form: rawForm([fieldPart('note', 'x'), withFile('name="image"; filename="a.jpg"')]),
    rule: 'form.part-name',
    part: 'image',
    offset: fileOffset,
    expected: 'a part named file',
    found: 'note, image',
    message: /No part is named file/,
  },
  {
    why: 'has no file',
    form: rawForm([fieldPart('note', 'x'), fieldPart('other', 'y')]),
    rule: 'form.part-name',
    part: 'note',
    offset: body => body.indexOf('Content-Disposition'),
    expected: 'a part named file',
    found: 'note, other',
    message: /No part is named file/,
  },
  {
    ...field,
    why: 'has a Buffer without a file name',
    form: rawForm([withFile('name="file"')]),
    ...namedAndFound,
    message: /field, not a file.*content is a file.*filename/,
  },
  ...['./photo.jpg', '/home/ann/photo.jpg', '../a.jpg', 'C:\\photos\\a.jpg', '~/a.jpg'].map(path => ({
    ...field,
    why: `has the path ${path} where the file is due`,
    form: asText(path),
    ...namedAndFound,
    message: /field, not a file.*path/,
  })),
  ...['[object Object]', '[object Blob]', '{"type":"Buffer","data":[255,216]}'].map(text => ({
    ...field,
    why: `has ${text} where the file is due`,
    form: asText(text),
    ...namedAndFound,
    message: /field, not a file.*object written as text/,
  })),
  {
    ...field,
    why: 'has a text where the file is due',
    form: asText('hello'),
    ...namedAndFound,
    message: /field, not a file.*filename/,
  },
]

describe('a form', () => {
  for (const { why, form, rule, part = null, offset, expected, found, message } of broken)
    it(`that ${why} is explained by ${rule}`, async () => {
      const { url } = await startTestServer()
      expect((await sendForm(url, MINE, form)).status).toBe(400)
      const { entry, text } = await explained(url)
      const finding = findingOf(entry, rule)
      expect(finding).toEqual({
        rule,
        severity: 'error',
        part,
        offset: offset(form.body),
        expected,
        found,
        message: expect.stringMatching(message),
        evidence: 'documented',
        source: expect.stringMatching(/^https:/),
      })
      const paragraph = paragraphOf(text, finding)
      expectSaid(paragraph, finding)
      expectCaret(paragraph, form.body, offset(form.body))
      expect(text).toContain(`curl -X POST '${url}${MINE}'`)
    })

  it('that is cut is explained by the length that it lied about', async () => {
    const { port, url } = await startTestServer()
    const body = whole.body.subarray(0, 1_000)
    const connection = await RawConnection.open(port)
    connection.write(
      `POST ${MINE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${whole.type}\r\nContent-Length: ${whole.body.length}\r\n\r\n`,
    )
    connection.socket.end(body)
    expect((await connection.reply()).status).toBe(400)
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'http.content-length')
    expect(finding).toMatchObject({
      severity: 'error',
      offset: 1_000,
      expected: `${whole.body.length} bytes`,
      found: '1000 bytes',
      evidence: 'documented',
    })
    expectSaid(paragraphOf(text, finding), finding)
    expectCaret(paragraphOf(text, finding), body, 1_000)
  })

  it('that is longer than it said is explained as never closed', async () => {
    const { port, url } = await startTestServer()
    const connection = await RawConnection.open(port)
    connection.write(
      `POST ${MINE} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${whole.type}\r\nContent-Length: 1000\r\n\r\n`,
    )
    connection.write(whole.body)
    expect((await connection.reply()).status).toBe(400)
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'form.closed')
    expect(finding.offset).toBe(1_000)
    expectCaret(paragraphOf(text, finding), whole.body.subarray(0, 1_000), 1_000)
  })
})
