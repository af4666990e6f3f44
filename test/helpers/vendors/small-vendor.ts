import { ruled } from '../../../src/core/evidence.ts'
import type { MediaPolicy } from '../../../src/core/policy.ts'
import { describeProblem, type Problem } from '../../../src/core/problem.ts'
import type { Dialect } from '../../../src/http/vendor-kit/dialect.ts'
import { json } from '../../../src/http/vendor-kit/reply.ts'
import { pictureVendor } from './picture-vendor.ts'

const policy: MediaPolicy = {
  id: 'small.picture',
  maxBytes: ruled(10_000_000, 'assumed', 'this test'),
  types: ruled(['image/png'], 'assumed', 'this test'),
  judgedBy: 'content',
  wholeImages: ruled(false, 'assumed', 'this test'),
  quota: undefined,
}

/** Says each problem alike. */
const dialect = new Proxy(
  {},
  { get: () => (problem: Problem) => json(400, { oops: describeProblem(problem) }) },
) as Dialect

/** A vendor that writes a note, with a number of its own, beside each picture. */
export const smallVendor = pictureVendor({
  name: 'small',
  title: 'Small',
  policy,
  dialect,
  auth: 'off',
  beside: own => ({
    plan: { sequences: ['notes'] },
    also: read => {
      const note = `note-${read.next('notes')}`
      return { put: [{ kind: 'note', key: note, id: note, createdAt: own.now() }] }
    },
  }),
  more: async app => {
    app.get('/small/notes', { config: { operation: 'listNotes' } }, async request => ({
      notes: (await request.rows.listAll('note')).map(({ id }) => id),
    }))
  },
})
