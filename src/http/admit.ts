import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Clock, clockOf } from '../core/clock.ts'
import type { Ids } from '../core/ids.ts'
import type { Namespace } from '../core/namespace.ts'
import type { MediaTypes } from '../media/catalogue.ts'
import type { Namespaces } from '../storage/namespaces.ts'
import type { Stores } from '../storage/stores.ts'
import { allowOrigin } from './cors.ts'
import { drawFault, isStreamed } from './fault/draw.ts'
import { Intake } from './handler-kit/intake.ts'
import { Rows } from './handler-kit/rows.ts'
import type { Recorder } from './recording/recorder.ts'
import { chooseNamespace } from './request/choose-namespace.ts'
import { letBodyCome } from './request/expect-continue.ts'
import { type Head, headOf } from './request/head.ts'
import { type PublicUrlOptions, publicUrl } from './request/public-url.ts'
import type { Mount } from './vendor-kit/mount.ts'
import { contextOf } from './vendor-kit/reply.ts'

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
export const ADMITTED_DECORATIONS = [
  'head',
  'namespace',
  'clock',
  'rows',
  'intake',
  'trackingId',
  'publicUrl',
] as const satisfies readonly (keyof FastifyRequest)[]

/** What vendors' requests are admitted with. */
export interface AdmitOptions {
  readonly stores: Stores
  readonly namespaces: Namespaces
  /** The machine's time, where no namespace is known yet. */
  readonly clock: Clock
  readonly ids: Ids
  /** Whether files are hashed while they arrive. */
  readonly hash: boolean
  readonly mediaTypes: MediaTypes
  readonly urls: PublicUrlOptions
  readonly recorder: Recorder
  /** Makes the jitter of faults the same in each run. */
  readonly seed: number
  /** Lets a request be as slow as a fault makes it. */
  readonly letBeSlow: (raw: IncomingMessage) => void
}

/** Gives a request its namespace and what it works with, and judges all that its head tells. */
export async function admit(
  request: FastifyRequest,
  reply: FastifyReply,
  mount: Mount,
  options: AdmitOptions,
): Promise<void> {
  const { stores, namespaces, clock, ids, hash, mediaTypes, urls, recorder } = options
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
    request: {
      requireOpen: () => recording.requireOpen(),
      follow: change => recording.follow(change),
      changed: assets => {
        recording.committed = true
        for (const id of assets) stores.events.emit(name, { type: 'asset', id })
      },
    },
  })
  request.intake = new Intake({ blobs: stores.blobs, namespace, hash, mediaTypes }, request.rows, {
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
