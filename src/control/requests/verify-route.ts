import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { acceptOnly } from '../../http/body/text.ts'
import { KEPT_BODY } from '../../http/recording/redact.ts'
import { boundedBody } from '../bounded-body.ts'
import { meantOperations } from '../meant-operations.ts'
import type { ControlScope } from '../scope.ts'
import type { Entries } from './entries.ts'
import { toRequestReply } from './request-reply.ts'
import { verify, verifyBody, verifyRefusal, verifyReply } from './verify.ts'

/** As an entry has it, below `match` and the name of what is compared. */
const BOUNDS = {
  depth: KEPT_BODY.depth + 2,
  members: KEPT_BODY.members,
  because: 'the journal keeps no more of a request',
}

/** Whether a namespace's requests are as a test expects. */
export function verifyRoute(
  { stores: { journal }, mounts, namespaceOf }: ControlScope,
  entries: Entries,
): FastifyPluginAsyncZod {
  return async app => {
    app.post(
      '/verify',
      {
        config: { operation: 'verify' },
        preValidation: [acceptOnly('application/json'), boundedBody(BOUNDS)],
        schema: { body: verifyBody, response: { 200: verifyReply, 422: verifyRefusal } },
      },
      async (request, reply) => {
        meantOperations(request.body.match, mounts, 'match')
        const namespace = await namespaceOf(request)
        const found = (await journal.list(namespace, {})).map(({ entry }) => entry)
        const asksHash = request.body.match.parts?.some(part => 'sha256' in part) ?? false
        const shown = asksHash ? await entries.withHashes(found) : found
        const { isMet, reply: said } = verify(
          request.body,
          shown.map(toRequestReply),
          await journal.evicted(namespace),
        )
        if (!isMet) return reply.code(422).send(said)
        return { matched: said.matched, expected: said.expected }
      },
    )
  }
}
