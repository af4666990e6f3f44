import type { OperationExample } from '../../../../src/http/vendor-kit/examples.ts'
import { BASE_PATH, paths } from './paths.ts'

/** Every operation once, in an order that works. */
export const examples: readonly OperationExample[] = [
  {
    operation: 'uploadPicture',
    method: 'POST',
    path: BASE_PATH + paths.pictures,
    body: { form: [{ name: 'file', file: 'logo.png', type: 'image/png' }] },
    status: 201,
  },
  { operation: 'listNotes', method: 'GET', path: BASE_PATH + paths.notes, status: 200 },
]
