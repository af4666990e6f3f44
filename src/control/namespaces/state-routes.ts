import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import type { Bytes } from '../../core/bytes.ts'
import { ApiError } from '../../core/problem.ts'
import { exportState } from '../../storage/state/export.ts'
import { StateUnusable } from '../../storage/state/format.ts'
import { importState } from '../../storage/state/import.ts'
import { ControlError } from '../errors.ts'
import type { ControlScope } from '../scope.ts'

const TYPE = 'application/octet-stream'

/** A namespace as one file, and back. */
export function stateRoutes({ stores, namespaceOf, nameOf }: ControlScope): FastifyPluginAsyncZod {
  return async app => {
    app.get('/state', { config: { operation: 'exportState' } }, async (request, reply) => {
      const namespace = await namespaceOf(request)
      const file = await exportState(stores, namespace)
      return reply
        .type(TYPE)
        .header('content-disposition', `attachment; filename="${namespace.name}.uploadmock"`)
        .send(Readable.from(file, { objectMode: false }))
    })

    const answers = { response: { 204: z.void() } }
    app.put('/state', { config: { operation: 'importState' }, schema: answers }, async (request, reply) => {
      if (request.body !== undefined)
        throw new ApiError({
          kind: 'unsupported-content-type',
          found: request.headers['content-type'],
          expected: TYPE,
        })
      const source: Bytes = request.raw.iterator({ destroyOnReturn: false })
      try {
        await importState(stores, nameOf(request), source)
      } catch (error) {
        if (error instanceof StateUnusable) throw new ControlError(400, 'invalid', error.message, error.path)
        throw error
      }
      // An import is a use of the namespace.
      const { name } = await namespaceOf(request)
      stores.events.emit(name, { type: 'reset', id: '' })
      return reply.code(204).send()
    })
  }
}
