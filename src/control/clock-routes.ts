import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { acceptOnly } from '../http/body.ts'
import { clockBody, clockReply, setClock, toClockReply } from './clock.ts'
import type { ControlScope } from './scope.ts'

/** A namespace's time. */
export function clockRoutes({ clocks, world }: ControlScope): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/_mock/clock',
      { config: { operation: 'getClock' }, schema: { response: { 200: clockReply } } },
      async request => toClockReply(clocks, await world(request)),
    )

    app.put(
      '/_mock/clock',
      {
        config: { operation: 'setClock' },
        preValidation: acceptOnly('application/json'),
        schema: { body: clockBody, response: { 200: clockReply } },
      },
      async request => {
        const namespace = await world(request)
        setClock(clocks, namespace, request.body)
        return toClockReply(clocks, namespace)
      },
    )
  }
}
