import { expect, it } from 'vitest'
import { ruled } from '../../src/core/evidence.ts'
import type { MediaPolicy } from '../../src/core/policy.ts'
import { vendors } from '../../src/vendors/index.ts'
import { describeVendor } from '../contracts/vendor.ts'
import { filePart, formOf, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'
import { pictureVendor } from '../helpers/vendors/picture-vendor.ts'
import { plainDialect } from '../helpers/vendors/plain-dialect.ts'

const policy: MediaPolicy = {
  id: 'fifth.picture',
  maxBytes: ruled(100_000, 'assumed', 'this test'),
  types: ruled(['image/png'], 'assumed', 'this test'),
  judgedBy: 'content',
  wholeImages: ruled(true, 'assumed', 'this test'),
  quota: ruled(3, 'assumed', 'this test'),
}

const fifth = pictureVendor({ name: 'fifth', title: 'Fifth', policy, dialect: plainDialect })

describeVendor(fifth, {
  endpoints: [
    {
      policy: policy.id,
      accepted: ['logo.png'],
      refused: ['photo.jpg', 'text-named.png'],
      upload: (name, content) => {
        const { body, type } = rawForm([filePart('file', name, 'image/png', content)])
        const headers = { authorization: 'Bearer x', 'content-type': type }
        return { path: '/fifth/pictures', method: 'POST', headers, body }
      },
    },
  ],
  unknownPath: '/fifth/nothing',
  credentials: { authorization: 'Bearer x' },
  isRefusal: body => typeof JSON.parse(body).oops === 'string',
})

it('mounts beside the others with one line, and is reset with them', async () => {
  const { url } = await startTestServer(
    { policies: { 'fifth.picture': { quota: 1 } } },
    { vendors: [...vendors, fifth] },
  )
  const file = { name: 'logo.png', type: 'image/png', bytes: fixture('logo.png') }
  const upload = () =>
    fetch(`${url}/fifth/pictures`, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: formOf({ file }),
    })
  expect((await upload()).status).toBe(201)
  expect((await upload()).status).toBe(409)
  expect(await assetsOf(url)).toMatchObject([{ vendor: 'fifth', name: 'logo.png' }])
  await fetch(`${url}/_mock/reset`, { method: 'POST' })
  expect(await assetsOf(url)).toEqual([])
  expect((await upload()).status).toBe(201)
})
