import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { FAULT_ACTION_KEYS, FAULT_ACTIONS } from '../../core/fault-actions.ts'
import { ApiError } from '../../core/problem.ts'
import { charsIn } from '../../core/text.ts'
import { MiB } from '../../core/units.ts'
import { acceptOnly } from '../../http/body/text.ts'
import { ORDERED_KINDS } from '../../http/fault/ordered-problem.ts'
import type { FaultState } from '../../storage/faults.ts'
import { boundedBody } from '../bounded-body.ts'
import { pageOf } from '../paging.ts'
import { type ControlScope, idParams } from '../scope.ts'
import { toFaultReply, toFaultRule } from './fault-rule.ts'
import { faultBody, faultReply } from './fault-schemas.ts'

/** What a form for a rule offers. */
const choicesReply = z.object({
  operations: z.array(z.string()),
  problems: z.array(z.string()),
  actions: z.array(
    z.object({ key: z.enum(FAULT_ACTION_KEYS), label: z.string(), hint: z.string(), value: z.string() }),
  ),
})

const BOUNDS = { depth: 100, members: 10_000, because: 'no rule needs more' }
/** How many rules a namespace has at most, and how large they are together, in characters: each request goes by them. */
const MAX_RULES = 1_000
const MAX_RULES_CHARS = 4 * MiB

function refuseMany(present: readonly FaultState[]): void {
  if (present.length >= MAX_RULES || charsIn(present) > MAX_RULES_CHARS)
    throw new ApiError({
      kind: 'storage-full',
      message: `the namespace has ${present.length} rules and takes no more: take some back, or reset it`,
    })
}

/** Orders, shows and takes back the failures of a namespace. */
export function faultRoutes({ stores, mounts, namespaceOf }: ControlScope): FastifyPluginAsyncZod {
  const { faults } = stores

  return async app => {
    app.get(
      '/faults',
      { config: { operation: 'listFaults' }, schema: { response: { 200: pageOf(faultReply) } } },
      async request => ({ items: (await faults.list(await namespaceOf(request))).map(toFaultReply) }),
    )

    app.get(
      '/faults/choices',
      { config: { operation: 'listFaultChoices' }, schema: { response: { 200: choicesReply } } },
      async () => ({
        operations: [
          ...new Set(mounts.flatMap(({ operations }) => operations.map(({ operation }) => operation))),
        ],
        problems: [...ORDERED_KINDS],
        actions: FAULT_ACTION_KEYS.map(key => {
          const { label, hint, value } = FAULT_ACTIONS[key]
          return { key, label, hint, value }
        }),
      }),
    )

    app.post(
      '/faults',
      {
        config: { operation: 'addFault' },
        preValidation: [acceptOnly('application/json'), boundedBody(BOUNDS)],
        schema: { body: faultBody, response: { 201: faultReply } },
      },
      async (request, reply) => {
        const namespace = await namespaceOf(request)
        const rule = toFaultRule(request.body, { namespace: namespace.name, mounts })
        refuseMany(await faults.list(namespace))
        const added = await faults.add(namespace, rule)
        stores.events.emit(namespace.name, { type: 'fault', id: added.rule.id })
        return reply.code(201).send(toFaultReply(added))
      },
    )

    app.delete('/faults', { config: { operation: 'clearFaults' } }, async (request, reply) => {
      const namespace = await namespaceOf(request)
      const cleared = await faults.list(namespace)
      await faults.clear(namespace)
      for (const { rule } of cleared) stores.events.emit(namespace.name, { type: 'fault', id: rule.id })
      return reply.code(204).send()
    })

    app.delete(
      '/faults/:id',
      { config: { operation: 'removeFault' }, schema: { params: idParams } },
      async (request, reply) => {
        const { id } = request.params
        const namespace = await namespaceOf(request)
        if (!(await faults.remove(namespace, id)))
          throw new ApiError({ kind: 'not-found', resource: 'fault', id })
        stores.events.emit(namespace.name, { type: 'fault', id })
        return reply.code(204).send()
      },
    )
  }
}
