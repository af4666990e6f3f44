import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { PATH, post } from '../raw-upload.ts'

describe('a form', () => {
  it('is refused when its text fields are megabytes together', async () => {
    const { url } = await startTestServer()
    const fields = Array.from({ length: 98 }, (_, index) => fieldPart(`f${index}`, 'x'.repeat(60_000)))
    const { body, type } = rawForm([...fields, filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))])
    expect((await post(`${url}/upload_media?from=a&password=b`, body, { 'content-type': type })).status).toBe(
      413,
    )
    expect(await assetsOf(url)).toEqual([])
  })

  it.each(['constructor', '__proto__', 'toString'])(
    'may declare a file to be of the type %s',
    async declared => {
      const { url } = await startTestServer()
      const { body, type } = rawForm([filePart('file', 'a.png', declared, fixture('logo.png'))])
      const reply = await post(url + PATH, body, { authorization: 'Bearer x', 'content-type': type })
      expect(reply.status).toBe(201)
      expect(await assetsOf(url)).toMatchObject([{ declaredType: declared.toLowerCase() }])
    },
  )

  it('counts its parts as the parser does when one is of another disposition', async () => {
    const { url } = await startTestServer()
    const odd = { headers: ['Content-Disposition: form-data-x; name="a"; filename=b'], content: 'x' }
    const { body, type } = rawForm([odd, filePart('file', 'a.png', 'image/png', fixture('logo.png'))])
    const path = '/v2/accounts/me/settings/virtual_backgrounds'
    const reply = await post(url + path, body, { authorization: 'Bearer x', 'content-type': type })
    expect(reply.status).toBe(201)
  })
})

describe('JSON that means harm', () => {
  it.each([
    '{"x":{"toString":1}}',
    `{"x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    '{"__proto__":{"a":1}}',
  ])('never makes a precheck fail: %.30s', async body => {
    const { url } = await startTestServer()
    const path = '/upload_media_precheck?from=a&password=b'
    expect((await post(url + path, body, { 'content-type': 'application/json' })).status).toBe(
      body.includes('[[') ? 400 : 200,
    )
  })

  it('gets a refusal of bounded length for a million mistakes', async () => {
    const { url } = await startTestServer({ auth: 'off' })
    const tags = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`aws:${index}`, 1]))
    const body = JSON.stringify({ Name: 'n', Tags: tags })
    const reply = await fetch(`${url}/workspaces/i`, { method: 'PUT', body })
    expect(reply.status).toBe(400)
    expect((await reply.text()).length).toBeLessThan(5_000)
  })
})
