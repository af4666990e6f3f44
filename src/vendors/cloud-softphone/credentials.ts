import { withoutNamespace } from '../../core/namespace.ts'
import { ApiError } from '../../core/problem.ts'
import { type Credentials, type FormFields, isSameSecret, type Presented } from '../../http/credentials.ts'
import { type Head, headerOf } from '../../http/head.ts'
import type { VendorSetup } from '../../http/vendor.ts'
import type { Credential, Resources, Settings } from './config.ts'

/** Whose account sends media. */
export interface Caller {
  readonly username: string
}

/** The documentation writes `from`; provisioned accounts may send the portal's names instead. */
const USER_NAMES = ['from', 'username', 'cloud_username']
const PASSWORDS = ['password', 'cloud_password']

/** A provider's credential: user name and password in form parts, in the query, or in a Basic or Digest header. */
export function softphoneCredentials({
  credentials,
}: VendorSetup<Settings, Credential, Resources>): Credentials<Caller> {
  return {
    fromHead: head => fromNames(name => head.query.get(name) ?? undefined) ?? fromHeader(head),
    fromForm: (fields: FormFields) => fromNames(name => fields[name]),
    inForm: true,
    known(presented) {
      const entry = credentials.find(
        one => isSameSecret(presented.id, one.username) && isSameSecret(presented.secret ?? '', one.password),
      )
      if (entry === undefined) throw new ApiError({ kind: 'unauthenticated', reason: 'unknown' })
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

function fromHeader(head: Head): Presented | undefined {
  const header = headerOf(head, 'authorization')
  if (header === undefined) return undefined
  const basic = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header)?.[1]
  if (basic !== undefined) {
    const [id = '', ...secret] = Buffer.from(basic, 'base64').toString('utf8').split(':')
    return { id, secret: secret.join(':') }
  }
  const digest = /^Digest .*\busername="((?:[^"\\]|\\.)*)"/i.exec(header)?.[1]
  if (digest !== undefined) return { id: digest.replace(/\\(.)/g, '$1'), secret: undefined }
  throw new ApiError({ kind: 'unauthenticated', reason: 'malformed' })
}
