import axios from 'axios'
import FormData from 'form-data'
import { expect, it } from 'vitest'
import { fixture } from '../helpers/media.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'
import { openFixture } from './drivers/form-data-body.ts'

const PATH = '/v2/users/me/settings/virtual_backgrounds'

/** What Zoom's own JavaScript client does: it appends the file, whatever it is, to a `form-data` form. */
async function upload(file: unknown, options?: FormData.AppendOptions) {
  const { url } = await startTestServer()
  const form = new FormData()
  form.append('file', file, options)
  const response = await axios.post(url + PATH, form, {
    headers: { authorization: 'Bearer x' },
    validateStatus: () => true,
  })
  return { status: response.status, data: response.data, stored: await assetsOf(url) }
}

const noFile = { code: -1, message: "Required request part 'file' is not present" }

it('takes a stream, which brings its name and type along', async () => {
  const { status, stored } = await upload(openFixture('logo.png'))
  expect(status).toBe(201)
  expect(stored).toMatchObject([{ name: 'logo.png', declaredType: 'image/png' }])
})

it('takes a Buffer that is given a name', async () => {
  expect(await upload(fixture('logo.png'), { filename: 'logo.png' })).toMatchObject({ status: 201 })
})

it('refuses a Buffer without a name, as the real API does', async () => {
  expect(await upload(fixture('logo.png'))).toEqual({ status: 400, data: noFile, stored: [] })
})

it('refuses a path that is sent instead of the file behind it', async () => {
  expect(await upload('./logo.png')).toEqual({ status: 400, data: noFile, stored: [] })
})
