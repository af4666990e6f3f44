import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, type RawPart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { MINE, sendForm } from '../../vendors/zoom/zoom-client.ts'
import { expectCaret, expectSaid, explained, findingOf, paragraphOf } from './explanation.ts'

const photo = fixture('photo.jpg')
const whole = rawForm([filePart('file', 'photo.jpg', 'image/jpeg', photo)])
const withFile = (disposition: string): RawPart => ({
  headers: [`Content-Disposition: form-data; ${disposition}`, 'Content-Type: image/jpeg'],
  content: photo,
})

describe('a form', () => {
  it('that passes with a name without quotes is warned of', async () => {
    const { url } = await startTestServer()
    const form = rawForm([fieldPart('note', 'x'), withFile('name="file"; filename=photo.jpg')])
    expect((await sendForm(url, MINE, form)).status).toBe(201)
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'form.filename-quotes')
    expect(finding).toMatchObject({
      severity: 'warning',
      part: 'file',
      offset: form.body.lastIndexOf('Content-Disposition'),
      expected: 'filename="photo.jpg"',
      found: 'form-data; name="file"; filename=photo.jpg',
      evidence: 'observed',
      source: 'https://github.com/Jericho/ZoomNet',
    })
    expectSaid(paragraphOf(text, finding), finding)
    expectCaret(paragraphOf(text, finding), form.body, form.body.lastIndexOf('Content-Disposition'))
    expect(text).not.toContain('A request that passes')
  })

  it('that passes with its name in the encoded form is not said to lack quotes', async () => {
    const { url } = await startTestServer()
    const form = rawForm([withFile('name="file"; filename*=UTF-8\'\'na%C3%AFve.jpg')])
    expect((await sendForm(url, MINE, form)).status).toBe(201)
    expect((await explained(url)).entry.findings.map(({ rule }) => rule)).not.toContain(
      'form.filename-quotes',
    )
  })

  it('that passes leaves nothing to say', async () => {
    const { url } = await startTestServer()
    expect((await sendForm(url, MINE, whole)).status).toBe(201)
    const { entry, text } = await explained(url)
    expect(entry.findings).toEqual([])
    expect(text).toContain('No rule was broken')
    expect(text).toMatch(
      /^POST \/v2\/users\/me\/settings\/virtual_backgrounds\nzoom, uploadUserVirtualBackground, namespace default, at 2\d{3}-.*\naccepted, answered 201 after [\d.]+ ms, something was stored or changed\n/,
    )
  })
})
