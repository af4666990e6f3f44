import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture, padded } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { importMedia, logo, logo64, signedAs } from '../../vendors/amazon-connect/connect.ts'
import { upload as softphoneUpload } from '../../vendors/cloud-softphone/softphone.ts'
import { upload as webexUpload } from '../../vendors/webex/webex-client.ts'
import { call, MINE, sendForm, upload, uploadedId } from '../../vendors/zoom/zoom-client.ts'
import { expectCaret, expectSaid, explained, findingOf, paragraphOf } from './explanation.ts'

describe('a file whose type is not what was said', () => {
  const lying = [
    {
      why: 'declared otherwise',
      file: filePart('file', 'a.png', 'image/jpeg', logo),
      rule: 'file.declared-type',
      expected: 'image/jpeg',
    },
    {
      why: 'named otherwise',
      file: filePart('file', 'png-named.jpg', 'image/png', fixture('png-named.jpg')),
      rule: 'file.extension',
      expected: 'image/jpeg',
    },
  ]
  it.each(lying)('is warned of when it passes, $why', async ({ file, rule, expected }) => {
    const { url } = await startTestServer()
    const form = rawForm([fieldPart('note', 'x'), file])
    expect((await sendForm(url, MINE, form)).status).toBe(201)
    const { entry, text } = await explained(url)
    expect(entry.findings.map(one => one.rule)).toEqual([rule])
    const finding = findingOf(entry, rule)
    expect(finding).toMatchObject({
      severity: 'warning',
      part: 'file',
      offset: form.body.lastIndexOf('Content-Disposition'),
      expected,
      found: 'image/png',
    })
    expectSaid(paragraphOf(text, finding), finding)
    expectCaret(paragraphOf(text, finding), form.body, finding.offset ?? -1)
  })

  it.each([
    ['photo.jpg', 'Image/JPEG'],
    ['photo.jpeg', 'image/jpeg; charset=binary'],
    ['PHOTO.JPG', 'application/octet-stream'],
    ['photo', 'image/jpeg'],
  ])('is no matter when both say the same: %s, %s', async (name, type) => {
    const { url } = await startTestServer()
    const form = rawForm([filePart('file', name, type, fixture('photo.jpg'))])
    expect((await sendForm(url, MINE, form)).status).toBe(201)
    expect((await explained(url)).entry.findings).toEqual([])
  })

  it.each([
    ['another image', fixture('logo.png')],
    ['text', fixture('text-named.png')],
  ])('is warned of where the vendor goes by the declared type: %s', async (_, bytes) => {
    const { url } = await startTestServer()
    const file = { name: 'a.jpg', type: 'image/jpeg', bytes }
    expect((await softphoneUpload(url, { file })).status).toBe(200)
    const rules = (await explained(url)).entry.findings.filter(({ severity }) => severity === 'warning')
    expect(rules.map(({ rule }) => rule)).toContain('file.declared-type')
  })

  it('is refused with what was found and what is accepted', async () => {
    const { url } = await startTestServer()
    expect((await webexUpload(url, 'a', { bytes: fixture('still.gif'), type: 'image/gif' })).status).toBe(400)
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'webex.device-background-image.types')
    expect(finding).toMatchObject({
      severity: 'error',
      part: 'file',
      expected: 'image/jpeg, image/png',
      found: 'image/gif',
      evidence: 'documented',
      source: expect.stringMatching(/^https:/),
    })
    expectSaid(paragraphOf(text, finding), finding)
    expect(paragraphOf(text, finding)).toContain('GIF89a')
  })
})

describe('a file over the cap', () => {
  it.each([
    { how: 'small', maxBytes: 20_000, bytes: 45_632 },
    { how: 'of several chunks', maxBytes: 1_000_000, bytes: 1_200_000 },
    { how: 'that goes on for long', maxBytes: 1_000_000, bytes: 6_000_000 },
  ])('is told with the byte that is too many, a file $how', async ({ maxBytes, bytes }) => {
    const { url } = await startTestServer({ policies: { 'zoom.user-virtual-background': { maxBytes } } })
    const form = rawForm([filePart('file', 'a.png', 'image/png', padded('logo.png', bytes))])
    expect((await sendForm(url, MINE, form)).status).toBe(400)
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'zoom.user-virtual-background.maxBytes')
    const offset = form.body.indexOf('\r\n\r\n') + 4 + maxBytes
    expect(finding).toMatchObject({
      severity: 'error',
      part: 'file',
      offset,
      expected: `at most ${maxBytes} bytes`,
      evidence: 'assumed',
      source: 'configuration',
    })
    expectSaid(paragraphOf(text, finding), finding)
    expectCaret(paragraphOf(text, finding), form.body, offset)
  })

  it('is told with the character that is too many, where it is base64', async () => {
    const { url } = await startTestServer({
      policies: { 'amazon-connect.workspace-media': { maxBytes: 1_000 } },
    })
    expect((await importMedia(url)).status).toBe(400)
    const finding = findingOf((await explained(url)).entry, 'amazon-connect.workspace-media.maxBytes')
    const sent = JSON.stringify({ MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: logo64 })
    expect(finding).toMatchObject({ part: 'MediaSource', expected: 'at most 1000 bytes' })
    // Byte 1,000 of the file begins in the second character of its group of four.
    expect(finding.offset).toBe(sent.indexOf(logo64) + 1_333)
  })

  it('is warned of when it is nearly so', async () => {
    const policies = { 'zoom.user-virtual-background': { maxBytes: logo.length } }
    const { url } = await startTestServer({ policies })
    await upload(url, MINE, { bytes: logo, name: 'a.png', type: 'image/png' })
    expect(
      findingOf((await explained(url)).entry, 'zoom.user-virtual-background.maxBytes', 'warning'),
    ).toMatchObject({
      severity: 'warning',
      expected: `at most ${logo.length} bytes`,
      found: `${logo.length} bytes`,
    })
  })
})

describe('a quota that is reached', () => {
  it('is told with what holds the places', async () => {
    const { url } = await startTestServer({ policies: { 'zoom.user-virtual-background': { quota: 2 } } })
    const ids = [
      await uploadedId(url, MINE, { name: 'first.jpg' }),
      await uploadedId(url, MINE, { name: 'second.jpg' }),
    ]
    expect((await upload(url)).status).toBe(400)
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'zoom.user-virtual-background.quota')
    expect(finding).toMatchObject({ severity: 'error', expected: 'at most 2', evidence: 'assumed' })
    expectSaid(paragraphOf(text, finding), finding)
    for (const [index, name] of ['first.jpg', 'second.jpg'].entries())
      expect(text).toMatch(new RegExp(`${name} \\(${ids[index]}, \\d{4}-\\d\\d-\\d\\dT`))
    expect(text).not.toContain('photo.jpg (')
  })

  it('is not said to have been kept by the request that broke it', async () => {
    const { url } = await startTestServer({ policies: { 'zoom.user-virtual-background': { quota: 0 } } })
    expect((await upload(url)).status).toBe(400)
    const { entry, text } = await explained(url)
    expect(entry.findings.map(({ rule, severity }) => [rule, severity])).toEqual([
      ['zoom.user-virtual-background.quota', 'error'],
    ])
    expect(text).not.toContain('passed by that rule')
  })
})

describe('a file in base64 that can’t be read', () => {
  it.each([
    ['a foreign character', `${logo64.slice(0, 1_000)}-${logo64.slice(1_001)}`, 1_000],
    ['a line break', `${logo64.slice(0, 76)}\n${logo64.slice(77)}`, 76],
    ['a length that is no multiple of four', logo64.slice(0, 401), 401],
    ['padding in its middle', `QUI=${logo64.slice(0, 400)}`, 3],
  ])('is told with the place: %s', async (_, source, at) => {
    const { url } = await startTestServer()
    expect((await importMedia(url, { source })).status).toBe(400)
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'amazon-connect.invalid')
    const sent = Buffer.from(JSON.stringify({ MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: source }))
    const offset = sent.indexOf('"MediaSource":"') + '"MediaSource":"'.length + at
    expect(finding).toMatchObject({ severity: 'error', part: 'MediaSource', offset })
    expectSaid(paragraphOf(text, finding), finding)
    expectCaret(paragraphOf(text, finding), sent, offset)
  })

  it('is told with the place in the body where that escapes characters, as PHP does', async () => {
    const { url } = await startTestServer()
    const body = `{"MediaType":"IMAGE_LOGO_LIGHT_FAVICON","MediaSource":"QU\\/\\/QUJD\\/*=="}`
    const headers = { authorization: signedAs('AKID'), 'content-type': 'application/json' }
    await call(url, '/workspaces/i1/w1/media', { method: 'POST', token: null, headers, body })
    const finding = findingOf((await explained(url)).entry, 'amazon-connect.invalid')
    expect([finding.part, finding.offset]).toEqual(['MediaSource', body.indexOf('*')])
  })

  it('is told with the place behind characters of several bytes', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    const body = JSON.stringify({ Ü: '背景', MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: 'QUJD*' })
    const headers = { 'content-type': 'application/json' }
    await call(url, '/workspaces/i1/w1/media', { method: 'POST', token: null, headers, body })
    const { entry, text } = await explained(url)
    const finding = findingOf(entry, 'amazon-connect.invalid')
    expect(finding.offset).toBe(Buffer.from(body).indexOf('*'))
    expectCaret(paragraphOf(text, finding), Buffer.from(body), finding.offset ?? -1)
  })
})
