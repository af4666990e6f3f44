import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { ApiError } from '../core/problem.ts'
import { type AdmitOptions, admit } from './admit.ts'
import { acceptForms } from './body/multipart-parser.ts'
import { acceptTextBodies } from './body/text.ts'
import { validatorCompiler } from './body/validate.ts'
import { isPreflight, preflightReply } from './cors.ts'
import { faultedBody } from './fault/draw.ts'
import { findingHeaders, tellsFindings } from './findings/headers.ts'
import { sendProblem } from './refusal/render.ts'
import { takeHead } from './take-head.ts'
import type { Mount } from './vendor-kit/mount.ts'
import { onOperation } from './vendor-kit/operations.ts'
import { sendRendered } from './vendor-kit/reply.ts'

/** What all vendor scopes of one server share. */
export interface MountOptions extends AdmitOptions {
  /** Whether replies tell what the journal says of them, in `x-mock-findings`. */
  readonly explain: boolean
  /** What happens to a reply that does not fit its own schema: tests throw, servers log it and send it. */
  readonly misfits: 'throw' | 'log'
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly HTTPMethods[]

/** Mounts one vendor in a scope of its own. */
export async function mountVendor(
  server: FastifyInstance,
  mount: Mount,
  options: MountOptions,
): Promise<void> {
  await server.register(async scope => {
    const { mounted } = mount
    scope.setValidatorCompiler(validatorCompiler)
    scope.setSerializerCompiler(serializers(options.misfits, scope))
    acceptTextBodies(scope)
    await acceptForms(scope)

    onOperation(scope, route => {
      mount.paths.add([route.method], route.url)
      mount.operations.push(route)
    })
    takeHead(scope)
    scope.addHook('onRequest', (request, reply) => admit(request, reply, mount, options))
    scope.addHook('onSend', async (request, reply, payload) => {
      // No vendor here names the charset that Fastify adds.
      if (reply.getHeader('content-type') === 'application/json; charset=utf-8')
        reply.header('content-type', 'application/json')
      // Bytes that can't be removed now cost room, no correctness: no row has them, and a sweep removes them.
      const discarded = request.intake?.discard().catch(() => {})
      if (request.recording?.isUnserved !== true) await discarded
      if (tellsFindings(options.explain, request.headers))
        reply.headers(findingHeaders(request.id, request.recording?.findings() ?? []))
      if (request.fault?.hasStruck === false)
        await options.stores.faults.release(request.namespace, request.fault.drawn).catch(() => {})
      await options.recorder.answer(request, reply)
      return payload
    })
    scope.addHook('preParsing', (request, _reply, payload, done) => done(null, faultedBody(request, payload)))
    const by = { mounted, clock: options.clock, secretNames: mount.vendor.secretNames }
    scope.setErrorHandler((error, request, reply) => sendProblem(error, { request, reply }, by))

    await scope.register(mounted.routes)

    // They answer in a hook, before a body is read: nobody wants it.
    const others = async (request: FastifyRequest, reply: FastifyReply) => {
      if (isPreflight(request.head)) return sendRendered(reply, preflightReply(request.head))
      throw new ApiError(mount.paths.refusalOf(request.head))
    }
    for (const prefix of mount.prefixes)
      for (const url of [prefix, `${prefix}/*`]) {
        const method = METHODS.filter(one => !scope.hasRoute({ method: one, url }))
        scope.route({ method, url, onRequest: others, handler: others })
      }
  })
}

function serializers(misfits: 'throw' | 'log', scope: FastifyInstance): typeof serializerCompiler {
  if (misfits === 'throw') return serializerCompiler
  return route => {
    const serialize = serializerCompiler(route)
    return data => {
      try {
        return serialize(data)
      } catch (error) {
        scope.log.error({ err: error }, 'a reply does not fit its schema')
        return JSON.stringify(data)
      }
    }
  }
}
