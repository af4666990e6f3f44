import { onTestFinished } from 'vitest'
import { startUploadmock, type Uploadmock, type UploadmockOptions } from '../../src/index.ts'
import { formOf } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'

export const PHOTO = fixture('photo.jpg')

/** A server of one test's own, closed when the test ends. */
export async function startMock(options: UploadmockOptions = {}): Promise<Uploadmock> {
  const mock = await startUploadmock(options)
  onTestFinished(() => mock.close())
  return mock
}

/** How an upload differs from the plain one of `photo.jpg`. */
export interface ZoomUpload {
  readonly name?: string
  readonly type?: string
  readonly bytes?: Uint8Array
  readonly user?: string
}

/** Uploads a photo to Zoom's user library as a client does that knows no more than its base URL. */
export async function uploadTo(world: { baseUrl(vendor: string): string }, options: ZoomUpload = {}) {
  const { name = 'photo.jpg', type = 'image/jpeg', bytes = PHOTO, user = 'me' } = options
  return fetch(`${world.baseUrl('zoom')}/users/${user}/settings/virtual_backgrounds`, {
    method: 'POST',
    headers: { authorization: 'Bearer x' },
    body: formOf({ file: { name, type, bytes } }),
  })
}
