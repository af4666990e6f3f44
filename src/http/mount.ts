import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { Clock } from '../core/clock.ts'
import type { Ids } from '../core/ids.ts'
import type { Namespace } from '../core/namespace.ts'
import { ApiError, describeProblem, type Problem } from '../core/problem.ts'
import type { Namespaces } from '../storage/namespaces.ts'
import type { Stores } from '../storage/open.ts'
import { acceptTextBodies } from './body.ts'
import { chooseNamespace } from './choose-namespace.ts'
import { allowOrigin, isPreflight, preflightReply } from './cors.ts'
import { toProblem } from './errors.ts'
import { letBodyCome } from './expect.ts'
import { acceptForms } from './form.ts'
import { type Head, headOf } from './head.ts'
import { Intake } from './intake.ts'
import { KnownPaths } from './known-paths.ts'
import { type OperationRoute, onOperation } from './operations.ts'
import { type PublicUrlOptions, publicUrl } from './public-url.ts'
import { Rows } from './rows.ts'
import { sendRendered } from './send.ts'
import { validatorCompiler } from './validate.ts'
import type { MountedVendor, Rendered, ReplyContext, Vendor } from './vendor.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request before its body, as the client sent it. */
    head: Head
    /** The world that the request acts in. */
    namespace: Namespace
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

/** What all vendor scopes of one server share. */
export interface MountOptions {
  readonly stores: Stores
  readonly namespaces: Namespaces
  readonly clock: Clock
  readonly ids: Ids
  /** Whether files are hashed while they arrive. */
  readonly hash: boolean
  readonly urls: PublicUrlOptions
  /** Whether refusals tell why in `x-mock-findings`. */
  readonly explain: boolean
  /** What happens to a reply that does not fit its own schema: tests throw, servers log it and send it. */
  readonly misfits: 'throw' | 'log'
}

/** One vendor at its place: what answers for its paths, in its scope or before one is reached. */
export interface Mount {
  readonly vendor: Vendor
  readonly mounted: MountedVendor
  readonly prefixes: readonly string[]
  /** The vendor's endpoints, known once it is mounted. */
  readonly operations: OperationRoute[]
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly HTTPMethods[]

/** Mounts one vendor in a scope of its own. */
export async function mountVendor(
  server: FastifyInstance,
  mount: Mount,
  options: MountOptions,
): Promise<void> {
  await server.register(async scope => {
    const { mounted, vendor } = mount
    const operations = new KnownPaths()
    scope.setValidatorCompiler(validatorCompiler)
    scope.setSerializerCompiler(serializers(options.misfits, scope))
    acceptTextBodies(scope)
    await acceptForms(scope)

    onOperation(scope, route => {
      operations.add([route.method], route.url)
      mount.operations.push(route)
    })
    scope.addHook('onRequest', async (request, reply) => {
      request.head = headOf(request.raw, request.originalUrl)
      request.trackingId = mounted.trackingId(request.head)
      reply.headers(mounted.replyHeaders(contextOf(request, options)))
      allowOrigin(request, reply)
      const name = chooseNamespace(request.head, shownCredential(mounted, request.head))
      request.namespace = await options.namespaces.open(name)
      request.publicUrl = publicUrl(request.head, name, options.urls)
      const { stores, clock, ids } = options
      request.rows = new Rows({ stores, namespace: request.namespace, vendor: vendor.name, ids })
      const destination = { blobs: stores.blobs, namespace: request.namespace, hash: options.hash }
      request.intake = new Intake(destination, request.rows, clock)
      const { operation, isPublic = false } = request.routeOptions.config
      if (operation !== undefined && !isPublic) mounted.gate.admit(request, operation)
      if (operation !== undefined) {
        mounted.throttle(request, reply)
        letBodyCome(request, reply)
      }
    })
    scope.addHook('onSend', async (request, reply, payload) => {
      // No vendor here names the charset that Fastify adds.
      if (reply.getHeader('content-type') === 'application/json; charset=utf-8')
        reply.header('content-type', 'application/json')
      await request.intake?.discard()
      return payload
    })
    scope.setErrorHandler((error, request, reply) => sendProblem({ error, request, reply, mount, options }))

    await scope.register(mounted.routes)

    const others = async (request: FastifyRequest, reply: FastifyReply) => {
      if (isPreflight(request.head)) return sendRendered(reply, preflightReply(request.head))
      throw new ApiError(operations.refusalOf(request.head))
    }
    for (const prefix of mount.prefixes)
      for (const url of [prefix, `${prefix}/*`])
        for (const method of METHODS)
          if (!scope.hasRoute({ method, url })) scope.route({ method, url, handler: others })
  })
}

/** The mount whose path this is; undefined where it is no vendor's. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  return mounts.find(({ prefixes }) =>
    prefixes.some(prefix => path === prefix || path.startsWith(`${prefix}/`)),
  )
}

/** Says a problem in a vendor's words, for a request that reached no scope: with the vendor's headers. */
export function renderProblem(
  { mounted }: Mount,
  problem: Problem,
  at: { readonly raw: IncomingMessage; readonly sentUrl: string; readonly clock: Clock },
): Rendered {
  const head = headOf(at.raw, at.sentUrl)
  const context = { head, trackingId: mounted.trackingId(head), operation: undefined, now: at.clock.now() }
  const rendered = render(mounted, problem, context)
  return { ...rendered, headers: { ...mounted.replyHeaders(context), ...rendered.headers } }
}

function sendProblem(refusal: {
  readonly error: unknown
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly mount: Mount
  readonly options: MountOptions
}): FastifyReply {
  const { error, request, reply, mount, options } = refusal
  const problem = toProblem(error)
  if (problem.kind === 'internal') request.log.error({ err: error }, 'internal error')
  else request.log.info({ problem: problem.kind, why: describeProblem(problem) }, 'refused')
  if (options.explain || request.headers['x-mock-explain'] === '1')
    reply.headers({
      'x-mock-request-id': request.id,
      'x-mock-findings': headerText(describeProblem(problem)),
    })
  return sendRendered(reply, render(mount.mounted, problem, contextOf(request, options)))
}

function render(mounted: MountedVendor, problem: Problem, context: ReplyContext): Rendered {
  // TypeScript can't see that the entry of a kind takes the problem of that kind; the Dialect type says so.
  const say = mounted.dialect[problem.kind] as (problem: Problem, context: ReplyContext) => Rendered
  return say(problem, context)
}

function contextOf(request: FastifyRequest, { clock }: MountOptions): ReplyContext {
  const { head, trackingId, routeOptions } = request
  return { head, trackingId, operation: routeOptions.config.operation, now: clock.now() }
}

/** The credential may be one that can't be read: its own step refuses it, not the search for a namespace. */
function shownCredential(mounted: MountedVendor, head: Head): string | undefined {
  try {
    return mounted.gate.shownIn(head)
  } catch {
    return undefined
  }
}

function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, ' ')
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
