import { randomUUID } from 'node:crypto'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Config } from './config-schema.ts'
import { configuredPolicies } from './configured-policies.ts'
import { renderControlError } from './control/errors.ts'
import { guardPage, sessionCookie } from './control/guard.ts'
import { CONTROL_PREFIX, controlRoutes } from './control/routes.ts'
import { type Clock, systemClock } from './core/clock.ts'
import { randomIds, seededIds } from './core/ids.ts'
import { drainBeforeEnd, drainOrCut } from './http/body/drain.ts'
import { leaveOtherBodies } from './http/body/text.ts'
import { Counts } from './http/recording/counts.ts'
import { Recorder } from './http/recording/recorder.ts'
import { OutsideScopes } from './http/refusal/outside-scopes.ts'
import { SocketErrors } from './http/refusal/socket-errors.ts'
import { toProblem } from './http/refusal/to-problem.ts'
import { answerHalfOpen, leaveExpectations } from './http/request/expect-continue.ts'
import { sentUrlOf, splitNamespace } from './http/request/head.ts'
import { KnownPaths } from './http/vendor-kit/known-paths.ts'
import type { Mount } from './http/vendor-kit/mount.ts'
import { sendRendered } from './http/vendor-kit/reply.ts'
import type { Vendor } from './http/vendor-kit/vendor.ts'
import { mountVendor } from './http/vendor-scope.ts'
import { pageRoutes } from './page/routes.ts'
import { serverOptions } from './server-options.ts'
import { Namespaces } from './storage/namespaces.ts'
import { openStores } from './storage/open.ts'
import type { Stores } from './storage/stores.ts'
import { version } from './version.ts'

/** Ids may be ARNs, which are long and longer still when encoded. */
const MAX_PARAM_LENGTH = 3_000

/** What an app is made of beside its configuration. */
export interface AppOptions {
  readonly config: Config
  readonly vendors: readonly Vendor[]
  readonly logger: FastifyBaseLogger
  /** What happens to a reply that does not fit its own schema: tests throw, servers log it and send it. */
  readonly misfits: 'throw' | 'log'
  readonly clock?: Clock
}

/** Opens the stores and mounts every scope. The app owns the stores: closing it closes them. */
export async function createApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, clock = systemClock } = options
  const stores = await openStores({
    ...config.limits,
    dataDir: config.dataDir,
    shared: sharedStores(config),
    clock,
  })
  const namespaces = new Namespaces({ ...stores, idleMs: config.limits.idleNamespaceMs })
  const letGo = async () => {
    namespaces.close()
    await stores.close()
  }
  try {
    return await assemble(options, { stores, namespaces, clock, letGo })
  } catch (error) {
    await letGo()
    throw error
  }
}

function sharedStores({ database, blobs, timeouts }: Config) {
  return database === undefined || blobs === undefined
    ? undefined
    : { database, blobs, timeoutMs: timeouts.storeMs }
}

/** What an app stands on. */
interface Ground {
  readonly stores: Stores
  readonly namespaces: Namespaces
  readonly clock: Clock
  letGo(): Promise<void>
}

async function assemble(options: AppOptions, ground: Ground): Promise<FastifyInstance> {
  const { config, vendors } = options
  const { stores, namespaces, clock } = ground
  const policy = configuredPolicies(config, vendors)

  const mounts = vendors.map((vendor): Mount => {
    const own = config.vendors[vendor.name] ?? { settings: {}, credentials: [], resources: {} }
    const { auth, provisioning } = config
    return {
      vendor,
      prefixes: vendor.prefixes(own),
      operations: [],
      paths: new KnownPaths(),
      mounted: vendor.mount(own, { auth, provisioning, clock, secret: stores.secret, policy }),
    }
  })
  const counts = new Counts()
  const recorder = new Recorder({
    journal: stores.journal,
    namespaces,
    clock,
    events: stores.events,
    counts,
    newId: randomUUID,
    onLost: error => options.logger.error({ why: String(error) }, 'a request is in no journal'),
  })
  const control = { prefix: CONTROL_PREFIX, paths: new KnownPaths(), render: renderControlError }
  const outside = new OutsideScopes({ mounts, recorder, clock, control, explains: config.explain })
  const socketErrors = new SocketErrors((problem, request) =>
    outside.say(problem, request, (request && sentUrlOf(request)) ?? '/'),
  )

  const urls = { publicUrl: config.publicUrl, trustProxy: config.trustProxy }
  const drainLimits = { bytes: config.limits.drainBytes, ms: config.timeouts.drainMs }

  const app = fastify({
    ...serverOptions(config),
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    // While it closes, a request that is under way still gets its vendor's answer.
    return503OnClosing: false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    // Each scope's `takeHead` does that.
    exposeHeadRoutes: false,
    rewriteUrl: raw => splitNamespace(raw.url ?? '/').url,
    clientErrorHandler: (error, socket) => socketErrors.onClientError(error, socket),
    frameworkErrors: (error, request, reply) => {
      const rendered = outside.answer(toProblem(error), request.raw, request.originalUrl)
      // No hook runs for these.
      void drainOrCut(request.raw, drainLimits)
      void sendRendered(reply, rendered)
    },
  })
  answerHalfOpen(app.server)
  leaveExpectations(app.server)
  app.decorateRequest('isContinued', false)
  socketErrors.watch(app, config.timeouts.bodyIdleMs)
  app.removeAllContentTypeParsers()
  leaveOtherBodies(app)
  let isClosing = false
  app.addHook('preClose', async () => {
    isClosing = true
  })
  const drained = drainBeforeEnd(drainLimits)
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isClosing) reply.header('connection', 'close')
    const pass = (answer: unknown) => {
      if (request.recording !== undefined) request.recording.payload = answer
      done(null, drained(request, reply, answer))
    }
    // No promise where no fault is: this runs for each request.
    if (request.fault === undefined) pass(payload)
    else request.fault.after(payload).then(pass, done)
  })
  app.addHook('onClose', () => ground.letGo())
  for (const name of [
    'recording',
    'judgement',
    'head',
    'namespace',
    'clock',
    'rows',
    'intake',
    'trackingId',
    'publicUrl',
    'bodyText',
    'bodyBytes',
  ])
    app.decorateRequest(name)

  for (const mount of mounts)
    await mountVendor(app, mount, {
      stores,
      namespaces,
      clock,
      ids: config.seed === undefined ? randomIds() : seededIds(config.seed),
      hash: config.hash === 'eager',
      urls,
      explain: config.explain,
      recorder,
      seed: config.seed ?? 0,
      letBeSlow: raw => socketErrors.letBeSlow(raw),
      misfits: options.misfits,
    })
  const guard = {
    allowedHosts: config.allowedHosts,
    controlToken: config.controlToken,
    trustProxy: config.trustProxy,
  }
  await app.register(
    pageRoutes({
      admit: request => guardPage(request, request.head, guard),
      refuse: renderControlError,
      session: (token, head) => sessionCookie(token, head, guard),
    }),
  )
  await app.register(
    controlRoutes({
      stores,
      namespaces,
      clock,
      mounts,
      counts,
      paths: control.paths,
      policy,
      guard,
      urls,
      version,
    }),
  )
  app.setNotFoundHandler(({ raw, originalUrl }, reply) =>
    sendRendered(reply, outside.answer({ kind: 'unknown-path' }, raw, originalUrl)),
  )
  app.setErrorHandler((error, request, reply) =>
    sendRendered(reply, outside.answer(toProblem(error), request.raw, request.originalUrl)),
  )
  return app
}
