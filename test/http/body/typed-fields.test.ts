import { describe, expect, it } from 'vitest'
import { lastEntry } from '../../control/journal-client.ts'
import { fieldPart, filePart, type RawPart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'

const file = filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))

/** A text part that says that it is JSON. */
function jsonPart(name: string, value: string, type = 'application/json'): RawPart {
  const { headers, content } = fieldPart(name, value)
  return { headers: [...headers, `Content-Type: ${type}`], content }
}

async function sendForm(url: string, parts: readonly RawPart[]) {
  const { body, type } = rawForm(parts)
  return fetch(`${url}/upload_media`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: new Uint8Array(body),
  })
}

describe('a text field that says that it is JSON', () => {
  it.each([
    ['a word', 'CompanyLogo'],
    ['a number with a fraction of nought', '1.0'],
    ['a text in quotes', '"ann"'],
    ['deep nesting', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['letters that are not ASCII', 'Ünïcödé €'],
    ['a member that is a prototype', '{"__proto__":1}'],
    ['white space around', ' {} '],
    ['nothing', ''],
  ])('is taken as it was written: %s', async (_, text) => {
    const { url } = await startTestServer({ auth: 'off' })
    const plain = await sendForm(url, [fieldPart('description', text), file])
    expect(plain.status).toBe(200)
    const expected = (await lastEntry(url)).body
    const reply = await sendForm(url, [jsonPart('description', text), file])
    expect(reply.status).toBe(200)
    expect((await lastEntry(url)).body).toEqual(expected)
  })

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/json-patch+json'])(
    'is taken as it was written, whatever the spelling of its type: %s',
    async type => {
      const { url } = await startTestServer({ auth: 'off' })
      const reply = await sendForm(url, [file, jsonPart('from', '1.0', type)])
      expect(reply.status).toBe(200)
      expect((await lastEntry(url)).body).toEqual({ from: '1.0' })
    },
  )

  it('is refused where it is too long, as one that says nothing', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    const long = 'x'.repeat(64 * 1_024 + 1)
    const plain = await sendForm(url, [fieldPart('from', long), file])
    const typed = await sendForm(url, [jsonPart('from', long), file])
    expect([typed.status, await typed.text()]).toEqual([plain.status, await plain.text()])
    expect(typed.status).toBe(413)
  })

  it('shows a user name and password as any other', async () => {
    const { url } = await startTestServer({ auth: 'presence' })
    const reply = await sendForm(url, [jsonPart('from', '007'), jsonPart('password', '1e3'), file])
    expect(reply.status).toBe(200)
    expect((await lastEntry(url)).credential).toMatchObject({ id: '007', status: 'presented' })
  })
})
