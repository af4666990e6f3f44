import { expect } from 'vitest'
import { type Call, call, type Reply } from './zoom-client.ts'

/** A server-to-server app as strict mode knows it. */
export const app = { clientId: 'client-1', clientSecret: 'secret-1', accountId: 'a1' } as const

export function basic(clientId: string, clientSecret: string) {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` }
}

export const GRANT = { grant_type: 'account_credentials', account_id: 'a1' } as const

/** Asks for a token. The grant stands in the form body, or in the query. */
export function askToken(
  url: string,
  options: {
    readonly grant?: { readonly [name: string]: string }
    readonly place?: 'body' | 'query'
    readonly headers?: { readonly [name: string]: string }
  } = {},
): Promise<Reply> {
  const { grant = GRANT, place = 'body', headers = basic(app.clientId, app.clientSecret) } = options
  const text = new URLSearchParams(grant).toString()
  const init: Call = { method: 'POST', token: null }
  return place === 'query'
    ? call(url, `/oauth/token?${text}`, { ...init, headers })
    : call(url, '/oauth/token', {
        ...init,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: text,
      })
}

/** Asks for a token and answers it. */
export async function issuedToken(
  url: string,
  options: Parameters<typeof askToken>[1] = {},
): Promise<string> {
  const reply = await askToken(url, options)
  expect(reply.status).toBe(200)
  return (reply.body as { access_token: string }).access_token
}
