import { randomUUID } from 'node:crypto'
import type { Server, ServerOptions } from 'node:http'
import type { ServerOptions as TlsServerOptions } from 'node:https'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyServerOptions,
  LogController,
} from 'fastify'
import { splitNamespace } from '../core/namespace.ts'
import { ADMITTED_DECORATIONS } from './admit.ts'
import { type DrainLimits, drainBeforeEnd, drainOrCut } from './body/drain.ts'
import { leaveOtherBodies, TEXT_DECORATIONS } from './body/text.ts'
import { FAULT_DECORATIONS } from './fault/request-fault.ts'
import { RECORDING_DECORATIONS } from './recording/recording.ts'
import type { OutsideScopes } from './refusal/outside-scopes.ts'
import type { RequestLimits, SocketErrors } from './refusal/socket-errors.ts'
import { toProblem } from './refusal/to-problem.ts'
import { EXPECTATION_DECORATIONS, leaveExpectations } from './request/expect-continue.ts'
import { serveInTurn } from './request/in-turn.ts'
import { CREDENTIAL_DECORATIONS } from './vendor-kit/credentials.ts'
import { sendRendered } from './vendor-kit/reply.ts'

/** Ids may be ARNs, which are long and longer still when encoded. */
const MAX_PARAM_LENGTH = 3_000

/** All that our files add to a request: one shape for V8 from the beginning. */
const DECORATIONS = [
  ...TEXT_DECORATIONS,
  ...FAULT_DECORATIONS,
  ...RECORDING_DECORATIONS,
  ...EXPECTATION_DECORATIONS,
  ...CREDENTIAL_DECORATIONS,
  ...ADMITTED_DECORATIONS,
]

/** What Fastify and Node's server are set up with: timeouts, compilers, certificates. */
export type ServerSetup = FastifyServerOptions &
  ({ readonly http: ServerOptions } | { readonly https: TlsServerOptions })

/** Who answers where no scope does, and how long a server waits for a client. */
export interface ServeOptions {
  readonly logger: FastifyBaseLogger
  /** Answers for requests that reach no scope. */
  readonly outside: OutsideScopes
  /** Answers for connections whose request can't be read. */
  readonly socketErrors: SocketErrors
  readonly drainLimits: DrainLimits
  readonly requestLimits: RequestLimits
}

/** Makes the server that scopes are mounted in. It has no route of its own and does not listen yet. */
export function serve(setup: ServerSetup, options: ServeOptions): FastifyInstance {
  const { outside, socketErrors, drainLimits } = options
  const app: FastifyInstance = fastify({
    ...setup,
    loggerInstance: withoutTraces(options.logger),
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
  socketErrors.watch(app, options.requestLimits)
  serveInTurn(app)
  app.removeAllContentTypeParsers()
  leaveOtherBodies(app)
  for (const name of DECORATIONS) app.decorateRequest(name)
  finishAnswers(app, drainLimits)
  app.setNotFoundHandler(({ raw, originalUrl }, reply) =>
    sendRendered(reply, outside.answer({ kind: 'unknown-path' }, raw, originalUrl)),
  )
  app.setErrorHandler((error, request, reply) =>
    sendRendered(reply, outside.answer(toProblem(error), request.raw, request.originalUrl)),
  )
  return app
}

/** A log without the lines that libraries write at level `trace`: they hold whole headers, credentials among them. */
function withoutTraces(logger: FastifyBaseLogger): FastifyBaseLogger {
  return logger.level === 'trace' ? logger.child({}, { level: 'debug' }) : logger
}

/** Has the server answer a client that ends its side of the connection when it has said all. */
function answerHalfOpen(server: Server): void {
  // Documented in Node's sources, unknown to its types.
  Object.assign(server, { httpAllowHalfOpen: true })
}

/** What happens to every answer: the fault that waits for it, and the rest of its request's body. */
function finishAnswers(app: FastifyInstance, drainLimits: DrainLimits): void {
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
}
