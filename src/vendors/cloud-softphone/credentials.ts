import { withoutNamespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import type { FormFields } from '../../http/body/text-fields.ts'
import { type Head, headerOf } from '../../http/request/head.ts'
import {
  type Credentials,
  isSameId,
  isSameSecret,
  type Presented,
} from '../../http/vendor-kit/credentials.ts'
import type { Credential, Setup } from './config.ts'
import { type Digest, readDigest } from './digest.ts'

/** Whose account sends media. */
export interface Caller {
  readonly username: string
}

/** The documentation writes `from`; provisioned accounts may send the portal's names instead. */
const USER_NAMES = ['from', 'username', 'cloud_username']
const PASSWORDS = ['password', 'cloud_password']

/** A provider's credential: user name and password in form parts, in the query, or in a Basic or Digest header. */
export function softphoneCredentials({ credentials }: Setup, digest: Digest): Credentials<Caller> {
  return {
    fromHead: head => fromQuery(head) ?? fromHeader(head),
    fromForm: (fields: FormFields) => fromNames(name => fields[name]),
    inForm: true,
    known(presented, head, now) {
      const named = credentials.filter(one => isSameId(presented.id, one.username))
      const fields = readDigest(headerOf(head, 'authorization') ?? '')
      const isRight = (one: Credential) =>
        presented.secret === undefined && fields !== undefined
          ? digest.isRight(fields, head, one.password)
          : isSameSecret(presented.secret ?? '', one.password)
      const entry = named.find(isRight)
      if (entry === undefined) throw new ApiError({ kind: 'unauthenticated', reason: 'unknown' })
      if (presented.secret === undefined && fields !== undefined && !digest.isFresh(fields, now))
        throw new ApiError({ kind: 'unauthenticated', reason: 'expired' })
      return { username: entry.username }
    },
    presumed: presented => ({ username: withoutNamespace(presented?.id ?? 'anonymous') }),
    missing: () => [],
  }
}

function fromNames(read: (name: string) => string | undefined): Presented | undefined {
  const first = (names: readonly string[]) =>
    names.map(read).find(value => value !== undefined && value !== '')
  const id = first(USER_NAMES)
  return id === undefined ? undefined : { id, secret: first(PASSWORDS) }
}

/** Apps put phone numbers into addresses unescaped: a plus sign there stands for itself, not for a space. */
function fromQuery(head: Head): Presented | undefined {
  const query = new URLSearchParams(head.url.slice(head.path.length + 1).replaceAll('+', '%2B'))
  return fromNames(name => query.get(name) ?? undefined)
}

function fromHeader(head: Head): Presented | undefined {
  const header = headerOf(head, 'authorization')
  if (header === undefined) return undefined
  const basic = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1]
  if (basic !== undefined) {
    const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    // Without a colon it may be the password alone: https://www.rfc-editor.org/rfc/rfc7617#section-2
    if (secret.length === 0) throw new ApiError({ kind: 'unauthenticated', reason: 'malformed' })
    return { id, secret: secret.join(':') }
  }
  const digest = readDigest(header)?.get('username')
  if (digest !== undefined) return { id: digest, secret: undefined }
  throw new ApiError({ kind: 'unauthenticated', reason: 'malformed' })
}
