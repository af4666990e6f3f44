import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Config } from './config-schema.ts'
import { configuredPolicies } from './configured-policies.ts'
import { renderControlError } from './control/errors.ts'
import { guardPage, sessionCookie } from './control/guard.ts'
import { controlRoutes } from './control/routes.ts'
import type { ControlOptions } from './control/scope.ts'
import { type Clock, systemClock } from './core/clock.ts'
import { randomIds, seededIds } from './core/ids.ts'
import { CONTROL_PREFIX } from './core/namespace.ts'
import { Counts } from './http/recording/counts.ts'
import { Recorder } from './http/recording/recorder.ts'
import { OutsideScopes } from './http/refusal/outside-scopes.ts'
import { SocketErrors } from './http/refusal/socket-errors.ts'
import { sentUrlOf } from './http/request/head.ts'
import { serve } from './http/serve.ts'
import { KnownPaths } from './http/vendor-kit/known-paths.ts'
import type { Mount } from './http/vendor-kit/mount.ts'
import type { SharedSetup, Vendor } from './http/vendor-kit/vendor.ts'
import { mountVendor } from './http/vendor-scope.ts'
import { MediaTypes } from './media/catalogue.ts'
import { pageRoutes } from './page/routes.ts'
import { serverOptions } from './server-options.ts'
import { Namespaces } from './storage/namespaces.ts'
import { openStores } from './storage/open.ts'
import type { Stores } from './storage/stores.ts'
import { version } from './version.ts'

/** What an app is made of besides its configuration. */
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
    warn: line => options.logger.warn(line),
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
  const { config, vendors, logger, misfits } = options
  const { stores, namespaces, clock, letGo } = ground
  const policy = configuredPolicies(config, vendors)
  const mediaTypes = new MediaTypes(vendors.flatMap(vendor => vendor.mediaTypes))
  const mounts = mountsOf(vendors, { config, clock, secret: stores.secret, policy, mediaTypes })
  const counts = new Counts()
  const recorder = new Recorder({
    journal: stores.journal,
    namespaces,
    clock,
    events: stores.events,
    counts,
    mediaTypes,
    newId: randomUUID,
    onLost: error => logger.error({ why: String(error) }, 'a request could not be written into a journal'),
  })
  const control = { paths: new KnownPaths(), render: renderControlError }
  const outside = new OutsideScopes({ mounts, recorder, clock, control, explains: config.explain })
  const socketErrors = new SocketErrors((problem, request) =>
    outside.say(problem, request, (request && sentUrlOf(request)) ?? '/'),
  )

  const app = serve(serverOptions(config), {
    logger,
    outside,
    socketErrors,
    drainLimits: { bytes: config.limits.drainBytes, ms: config.timeouts.drainMs },
    requestLimits: config.timeouts,
  })
  app.addHook('onClose', letGo)
  const urls = { publicUrl: config.publicUrl, trustProxy: config.trustProxy }
  const letBeSlow = (raw: IncomingMessage) => socketErrors.letBeSlow(raw)
  const scopes = {
    stores,
    namespaces,
    clock,
    recorder,
    urls,
    mediaTypes,
    misfits,
    ids: config.seed === undefined ? randomIds() : seededIds(config.seed),
    hash: config.hash === 'eager',
    explain: config.explain,
    seed: config.seed ?? 0,
    letBeSlow,
  }
  for (const mount of mounts) await mountVendor(app, mount, scopes)
  const { paths } = control
  const shared = { stores, namespaces, clock, mounts, counts, policy, mediaTypes, urls, letBeSlow }
  const { unreadBytes } = config.limits
  await mountOwn(app, config, { ...shared, paths, version, unreadBytes })
  return app
}

/** Each vendor at its place, as the configuration has it. */
function mountsOf(
  vendors: readonly Vendor[],
  {
    config,
    ...shared
  }: { readonly config: Config } & Pick<SharedSetup, 'clock' | 'secret' | 'policy' | 'mediaTypes'>,
): readonly Mount[] {
  const { auth, provisioning } = config
  return vendors.map(vendor => {
    const own = config.vendors[vendor.name] ?? { settings: {}, credentials: [], resources: {} }
    return {
      vendor,
      prefixes: vendor.prefixes(own),
      operations: [],
      paths: new KnownPaths(),
      mounted: vendor.mount(own, { ...shared, auth, provisioning }),
    }
  })
}

/** Mounts what is no vendor's: the page and the control API, behind one guard. */
async function mountOwn(
  app: FastifyInstance,
  { allowedHosts, controlToken, trustProxy }: Config,
  control: Omit<ControlOptions, 'guard'>,
): Promise<void> {
  const guard = { allowedHosts, controlToken, trustProxy }
  await app.register(
    pageRoutes({
      admit: request => guardPage(request, request.head, guard),
      refuse: renderControlError,
      session: (token, head) => sessionCookie(token, head, guard),
    }),
  )
  await app.register(controlRoutes({ ...control, guard }), { prefix: CONTROL_PREFIX })
}
