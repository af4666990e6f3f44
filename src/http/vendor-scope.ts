import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { type Clock, clockOf } from '../core/clock.ts'
import type { Ids } from '../core/ids.ts'
import type { Namespace } from '../core/namespace.ts'
import { ApiError } from '../core/problem.ts'
import type { Namespaces } from '../storage/namespaces.ts'
import type { Stores } from '../storage/stores.ts'
import { acceptForms } from './body/multipart-parser.ts'
import { acceptTextBodies } from './body/text.ts'
import { validatorCompiler } from './body/validate.ts'
import { allowOrigin, isPreflight, preflightReply } from './cors.ts'
import { drawFault, faultedBody, isStreamed } from './fault/draw.ts'
import { findingHeaders, tellsFindings } from './findings/headers.ts'
import type { Recorder } from './recording/recorder.ts'
import { sendProblem } from './refusal/render.ts'
import { chooseNamespace } from './request/choose-namespace.ts'
import { letBodyCome } from './request/expect-continue.ts'
import { type Head, headOf } from './request/head.ts'
import { type PublicUrlOptions, publicUrl } from './request/public-url.ts'
import { takeHead } from './take-head.ts'
import { Intake } from './vendor-kit/intake.ts'
import type { Mount } from './vendor-kit/mount.ts'
import { onOperation } from './vendor-kit/operations.ts'
import { contextOf, sendRendered } from './vendor-kit/reply.ts'
import { Rows } from './vendor-kit/rows.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request before its body, as the client sent it. */
    head: Head
    /** The namespace that the request acts in. */
    namespace: Namespace
    /** The time in it. */
    clock: Clock
    /** What the vendor remembers in it. */
    rows: Rows
    /** What this request staged. */
    intake: Intake
    /** The vendor's id for this exchange. */
    trackingId: string
    /** This server's address as the client reaches it, leading into the namespace. */
    publicUrl: string
  }
  interface FastifyContextConfig {
    /** The operation's name. A route of a vendor without one answers for paths that are no operation. */
    operation?: string
    /** Whether the operation asks for no credential. */
    isPublic?: boolean
  }
}

/** What this file adds to a request. */
export const SCOPE_DECORATIONS = [
  'head',
  'namespace',
  'clock',
  'rows',
  'intake',
  'trackingId',
  'publicUrl',
] as const satisfies readonly (keyof FastifyRequest)[]

/** What all vendor scopes of one server share. */
export interface MountOptions {
  readonly stores: Stores
  readonly namespaces: Namespaces
  /** The machine's time, where no namespace is known yet. */
  readonly clock: Clock
  readonly ids: Ids
  /** Whether files are hashed while they arrive. */
  readonly hash: boolean
  readonly urls: PublicUrlOptions
  readonly recorder: Recorder
  /** Makes the jitter of faults the same in each run. */
  readonly seed: number
  /** Lets a request be as slow as a fault makes it. */
  readonly letBeSlow: (raw: IncomingMessage) => void
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
    const by = { mounted, clock: options.clock }
    scope.setErrorHandler((error, request, reply) => sendProblem(error, { request, reply }, by))

    await scope.register(mounted.routes)

    // In a hook, before a body is read: nobody wants it.
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

/** Gives a request its namespace and what it works with, and judges all that its head tells. */
async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  mount: Mount,
  options: MountOptions,
): Promise<void> {
  const { stores, namespaces, clock, ids, hash, urls, recorder } = options
  const { mounted, vendor } = mount
  request.head = headOf(request.raw, request.originalUrl)
  const recording = recorder.begin(request, reply, mount)
  request.recording = recording
  request.trackingId = mounted.trackingId(request.head)
  reply.headers(mounted.replyHeaders(contextOf(request, clock)))
  allowOrigin(request, reply)

  const name = chooseNamespace(request.head, mounted.gate.shownIn(request.head))
  const namespace = await namespaces.open(name)
  request.namespace = namespace
  request.clock = clockOf(clock, await stores.clocks.read(namespace))
  recording.enter(namespace, request.clock.now())
  request.publicUrl = publicUrl(request.head, name, urls)
  request.rows = new Rows({
    stores,
    namespace,
    vendor: vendor.name,
    ids,
    clock: request.clock,
    onChange: assets => {
      recording.committed = true
      for (const id of assets) stores.events.emit(name, { type: 'asset', id })
    },
  })
  request.intake = new Intake({ blobs: stores.blobs, namespace, hash }, request.rows, {
    // A body that was read whole has met its fault already.
    during: (source, part) =>
      request.fault !== undefined && isStreamed(request) ? request.fault.during(source, part) : source,
    onStaged: (declared, staged) => recording.body.stage(declared, staged),
  })

  const { operation, isPublic = false } = request.routeOptions.config
  if (operation === undefined) return
  request.fault = await drawFault(operation, { request, reply, mounted, vendor: vendor.name }, options)
  await request.fault?.before()
  if (!isPublic) mounted.gate.admit(request, operation)
  mounted.throttle(request, reply)
  letBodyCome(request, reply)
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
