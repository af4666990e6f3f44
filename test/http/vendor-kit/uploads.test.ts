import { expect, it } from 'vitest'
import { byOperation } from '../../../src/http/vendor-kit/uploads.ts'
import { describeUploads, type UploadData } from '../../contracts/uploads.ts'
import { filePart, rawForm } from '../../helpers/form.ts'
import { albumVendor, cover, film } from '../../helpers/vendors/album-vendor.ts'

const sentTo =
  (path: string): UploadData['upload'] =>
  (part, name, content) => {
    const { body, type } = rawForm([filePart(part, name, 'application/octet-stream', content)])
    return { path, method: 'POST', headers: { 'content-type': type }, body }
  }

describeUploads(
  albumVendor,
  [
    {
      operation: 'uploadFilm',
      policy: 'album.film',
      part: film.part,
      accepted: 'clip.mp4',
      refused: 'logo.png',
      upload: sentTo('/album/films'),
      texts: film.texts,
    },
    {
      operation: 'uploadCover',
      policy: 'album.cover',
      part: cover.part,
      accepted: 'logo.png',
      refused: 'clip.mp4',
      upload: sentTo('/album/cover'),
      texts: cover.texts,
    },
  ],
  body => JSON.parse(body).oops,
)

it('has the first upload speak for operations that are about none', () => {
  const uploadFor = byOperation(film, cover)
  expect(uploadFor({ operation: 'uploadCover' })).toBe(cover)
  expect(uploadFor({ operation: 'listEverything' })).toBe(film)
  expect(uploadFor({ operation: undefined })).toBe(film)
})
