import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { acceptOnly } from '../../http/body/text.ts'
import type { ControlScope } from '../scope.ts'
import { clockBody, clockReply, decideClock, toClockReply } from './clock.ts'

/** A namespace's time. */
export function clockRoutes({ stores: { clocks }, clock, namespaceOf }: ControlScope): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/clock',
      { config: { operation: 'getClock' }, schema: { response: { 200: clockReply } } },
      async request => toClockReply(clock, await clocks.read(await namespaceOf(request))),
    )

    app.put(
      '/clock',
      {
        config: { operation: 'setClock' },
        preValidation: acceptOnly('application/json'),
        schema: { body: clockBody, response: { 200: clockReply } },
      },
      async request => {
        const namespace = await namespaceOf(request)
        const setting = await clocks.change(namespace, present => decideClock(request.body, clock, present))
        return toClockReply(clock, setting)
      },
    )
  }
}
