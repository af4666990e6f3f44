import { expect, it } from 'vitest'
import { listed } from '../../control/journal-client.ts'
import { filePart, rawForm } from '../../helpers/form.ts'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { sendForm } from '../../vendors/zoom/zoom-client.ts'

const PATH = '/v2/users/me/settings/virtual_backgrounds'
const parts = [filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))]

it.each([
  [200, 201],
  [201, 400],
  [8_000, 400],
])('a boundary of %d characters is answered with %d', async (length, status) => {
  const { url } = await startTestServer()
  const reply = await sendForm(url, PATH, rawForm(parts, 'b'.repeat(length)))
  expect(reply.status).toBe(status)
  const { items } = await listed(url)
  expect(items).toMatchObject([{ outcome: status === 201 ? 'accepted' : 'refused' }])
})
