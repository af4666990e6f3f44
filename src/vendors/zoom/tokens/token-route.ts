import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { withNamespace } from '../../../core/namespace.ts'
import { ApiError } from '../../../core/problem.ts'
import { flatValues } from '../../../http/body/text.ts'
import { type Head, headerOf } from '../../../http/request/head.ts'
import type { AuthMode } from '../../../http/vendor-kit/credentials.ts'
import { isSameId, isSameSecret } from '../../../http/vendor-kit/credentials.ts'
import { TOKEN_PATH } from '../paths.ts'
import * as schemas from '../schemas.ts'
import { scopeRules } from '../scopes.ts'
import type { Zoom } from '../zoom.ts'
import { INVALID_CLIENT, INVALID_GRANT, UNSUPPORTED_GRANT } from './rules.ts'
import { TOKEN_SECONDS, writeToken } from './tokens.ts'

/** The only grant of a server-to-server app. */
const GRANT = 'account_credentials'

interface App {
  readonly clientId: string
  readonly clientSecret: string
}

/** Zoom's token endpoint for server-to-server apps. The grant may stand in the query or in the body. */
export function tokenRoute({ setup: { auth, credentials } }: Zoom): FastifyPluginAsyncZod {
  const apps = credentials.filter(entry => 'clientId' in entry)
  const everyScope = Object.values(scopeRules.value).flatMap(rule => rule.granular)

  return async app => {
    app.post(
      TOKEN_PATH,
      {
        config: { operation: 'issueToken', isPublic: true },
        schema: { response: { 200: schemas.tokenReply } },
      },
      async request => {
        const shown = basicCredential(request.head, auth)
        const values = new Map([...flatValues(request.body), ...request.head.query])
        const known = apps.find(
          one => isSameId(shown.clientId, one.clientId) && isSameSecret(shown.clientSecret, one.clientSecret),
        )
        const status = auth !== 'strict' ? 'presented' : known === undefined ? 'refused' : 'known'
        request.recording?.identify({ scheme: 'Basic', id: shown.clientId, status })
        if (auth === 'strict' && known === undefined) throw refusal(INVALID_CLIENT)
        if (values.get('grant_type') !== GRANT) throw refusal(UNSUPPORTED_GRANT)
        const accountId = values.get('account_id')
        const isForeign = known !== undefined && auth === 'strict' && accountId !== known.accountId
        if (accountId === undefined || accountId === '' || isForeign) throw refusal(INVALID_GRANT)
        const exp = Math.floor(request.clock.now() / 1_000) + TOKEN_SECONDS
        const { clientId, clientSecret } = known ?? shown
        const token = writeToken({ cid: clientId, aid: accountId, exp }, clientSecret)
        const { name } = request.namespace
        return {
          // The token leads its bearer into the namespace in which it was asked for.
          access_token: withNamespace(token, name),
          token_type: 'bearer' as const,
          expires_in: TOKEN_SECONDS,
          scope: (known?.scopes ?? everyScope).join(' '),
          api_url: request.publicUrl,
        }
      },
    )
  }
}

function basicCredential(head: Head, auth: AuthMode): App {
  const basic = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(headerOf(head, 'authorization') ?? '')?.[1]
  const [clientId = '', ...secret] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(':')
  // Without a colon it may be the secret alone: https://www.rfc-editor.org/rfc/rfc7617#section-2
  if (clientId !== '' && secret.length > 0) return { clientId, clientSecret: secret.join(':') }
  if (auth === 'off') return { clientId: 'anonymous', clientSecret: '' }
  throw refusal(INVALID_CLIENT)
}

function refusal(rule: string): ApiError {
  return new ApiError({ kind: 'vendor-rule', rule })
}
