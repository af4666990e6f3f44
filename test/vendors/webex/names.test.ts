import { describe, expect, it } from 'vitest'
import { fieldPart, filePart, formOf, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { call, FIRST_IMAGE, IMAGES, namesIn, sendForm, upload, uploadPath } from './webex-client.ts'

const photo = fixture('photo.jpg')
const logo = fixture('logo.png')

describe('names and ids', () => {
  it.each([
    'CompanyLogoBlue',
    'CompanyLogoBlue.png',
    'žluťoučký kůň 🐎.png',
    '../../../etc/passwd',
    '..\\windows\\system.ini',
    'nul\0inside.png',
    ' spaces around ',
    '__proto__',
    'x'.repeat(1_000),
  ])('keeps the name %j as sent', async name => {
    const { url } = await startTestServer()
    const reply = await sendForm(
      url,
      rawForm([filePart('file', 'photo.jpg', 'image/jpeg', photo), fieldPart('fileName', name)]),
    )
    expect(reply).toMatchObject({ status: 201, body: { filename: name, fileName: name } })
    expect(await namesIn(url)).toEqual([name])
    expect(await assetsOf(url)).toMatchObject([{ name }])
    const image = await fetch(url + FIRST_IMAGE)
    expect(Buffer.from(await image.arrayBuffer()).equals(photo)).toBe(true)
  })

  it('takes device and org ids of 256 characters', async () => {
    const { url } = await startTestServer()
    const org = 'O'.repeat(256)
    const path = `${uploadPath('D'.repeat(256))}?orgId=${org}`
    expect((await upload(url, 'logo', { path })).status).toBe(201)
    expect(await namesIn(url, `${IMAGES}?orgId=${org}`)).toEqual(['logo'])
  })

  it('ignores query keys that it does not know', async () => {
    const { url } = await startTestServer()
    const path = `${uploadPath()}?max=5&start=0&x=%zz`
    expect((await upload(url, 'logo', { path })).status).toBe(201)
    expect(await namesIn(url, `${IMAGES}?max=1&start=1`)).toEqual(['logo'])
  })

  it('takes the form of a browser', async () => {
    const { url } = await startTestServer()
    const body = formOf({ fileName: 'logo.png', file: { name: 'logo.png', type: 'image/png', bytes: logo } })
    expect((await call(url, uploadPath(), { method: 'POST', body })).status).toBe(201)
    expect(await assetsOf(url)).toMatchObject([
      {
        vendor: 'webex',
        kind: 'image',
        name: 'logo.png',
        type: 'image/png',
        declaredType: 'image/png',
        bytes: logo.length,
      },
    ])
  })
})
