import { readFile } from 'node:fs/promises'
import type { FastifyPluginAsync, FastifyRequest } from 'fastify'
import { CONTROL_PREFIX, explicitPath, isNamespaceName, splitNamespace } from '../core/namespace.ts'
import { MAX_TEXT_BODY_BYTES } from '../http/body/text.ts'
import { type Head, headOf } from '../http/request/head.ts'
import { takeHead } from '../http/take-head.ts'
import type { Rendered } from '../http/vendor-kit/dialect.ts'
import { json, sendRendered } from '../http/vendor-kit/reply.ts'
import { pageFiles } from '../version.ts'

/** What the page's routes need of the rest. */
export interface PageOptions {
  /** Throws where a request has no business here; `refuse` says what was thrown. */
  admit(request: FastifyRequest): void
  refuse(error: unknown, request?: FastifyRequest): Rendered
  /** The `Set-Cookie` that shows the control token; undefined where none is asked for, null for a wrong one. */
  session(token: string, head: Head): string | undefined | null
}

const FILES = {
  [`${CONTROL_PREFIX}/`]: { file: 'index.html', type: 'text/html; charset=utf-8' },
  [`${CONTROL_PREFIX}/page/app.js`]: { file: 'main.js', type: 'text/javascript; charset=utf-8' },
  [`${CONTROL_PREFIX}/page/style.css`]: { file: 'main.css', type: 'text/css; charset=utf-8' },
} as const

const SAFE = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}

/** The page for people, under `/_mock/`. Its files hold no data: the page asks the control API for that. */
export function pageRoutes({ admit, refuse, session }: PageOptions): FastifyPluginAsync {
  return async app => {
    takeHead(app)
    app.setErrorHandler((error, request, reply) => sendRendered(reply, refuse(error, request)))
    app.decorate('textLimitOf', () => MAX_TEXT_BODY_BYTES)
    app.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: MAX_TEXT_BODY_BYTES },
      async (_: unknown, text: string) => text,
    )
    app.addHook('onRequest', async request => {
      request.head = headOf(request.raw, request.originalUrl)
      admit(request)
    })

    for (const [url, { file, type }] of Object.entries(FILES)) {
      let content: Promise<Buffer> | undefined
      app.get(url, async (_request, reply) => {
        content ??= readFile(new URL(file, pageFiles))
        return reply
          .headers(SAFE)
          .type(type)
          .send(await content)
      })
    }

    app.get(CONTROL_PREFIX, async (request, reply) => reply.redirect(pageOf(request), 302))

    app.get('/', async (request, reply) => {
      if (request.headers.accept?.includes('text/html') === true) return reply.redirect(pageOf(request), 302)
      return sendRendered(reply, json(404, { message: `Not Found: the page is at ${CONTROL_PREFIX}/` }))
    })

    app.post(`${CONTROL_PREFIX}/session`, async (request, reply) => {
      const cookie = session(tokenIn(request.body), request.head)
      if (cookie === null)
        return sendRendered(
          reply,
          json(401, { error: { code: 'unauthenticated', message: 'the token is wrong', path: 'token' } }),
        )
      if (cookie !== undefined) reply.header('set-cookie', cookie)
      return reply.code(204).send()
    })
  }
}

/** The page of the namespace that the address names. */
function pageOf({ head }: FastifyRequest): string {
  const { namespace } = splitNamespace(head.sentUrl)
  const before = namespace !== undefined && isNamespaceName(namespace) ? explicitPath(namespace) : ''
  return `${before}${CONTROL_PREFIX}/`
}

function tokenIn(body: unknown): string {
  try {
    const { token } = JSON.parse(String(body)) as { readonly token?: unknown }
    return typeof token === 'string' ? token : ''
  } catch {
    return ''
  }
}
