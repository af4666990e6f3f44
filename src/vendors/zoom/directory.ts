import { ApiError } from '../../core/problem.ts'
import type { Level } from './backgrounds/levels.ts'
import type { Resources, Settings, Setup } from './config.ts'
import type { Caller } from './credentials.ts'

const ME = 'me'

/** Which accounts, groups and users exist, and under which id each one's files are kept. */
export class Directory {
  readonly #resources: Resources
  readonly #settings: Settings
  readonly #isSeeded: boolean

  constructor({ resources, settings, provisioning }: Setup) {
    this.#resources = resources
    this.#settings = settings
    this.#isSeeded = provisioning === 'seeded'
  }

  /** The id of the owner that a path names, the same for all its spellings. Throws `not-found`. */
  find({ name }: Level, id: string, caller: Caller): string {
    if (name === 'account') return `account:${this.#account(id, caller)}`
    if (name === 'group') return `group:${this.#group(id)}`
    return `user:${this.#user(id, caller)}`
  }

  /** A user as Zoom shows one. Throws `not-found`. */
  user(id: string, caller: Caller) {
    const owner = this.#user(id, caller)
    const known = this.#resources.users.find(user => user.id === owner)
    return {
      id: owner,
      first_name: 'Mock',
      last_name: 'User',
      display_name: 'Mock User',
      email: known?.email ?? (owner.includes('@') ? owner : `${owner}@example.com`),
      type: 2,
      role_name: 'Owner',
      account_id: known?.accountId ?? caller.accountId ?? ME,
      status: 'active' as const,
    }
  }

  #account(id: string, caller: Caller): string {
    const own = caller.accountId ?? ME
    if (id === ME) return own
    const isKnown = this.#resources.accounts.some(account => account.id === id)
    // Zoom refuses even the token's own account: explicit ids are for a master account's sub-accounts.
    if (this.#settings.explicitAccountId === 'refuse' && !isKnown) throw absent('account', id)
    if (this.#isSeeded && !isKnown && id !== caller.accountId) throw absent('account', id)
    return id
  }

  #group(id: string): string {
    const isKnown = this.#resources.groups.some(group => group.id === id)
    if (id === ME || (this.#isSeeded && !isKnown)) throw absent('group', id)
    return id
  }

  #user(id: string, caller: Caller): string {
    const known = this.#resources.users.find(user => user.id === id || sameAddress(user.email, id))
    const self = this.#resources.users.find(
      user => user.id === caller.userId || sameAddress(user.email, caller.userId),
    )
    const own = self?.id ?? normal(caller.userId) ?? ME
    if (id === ME || normal(id) === normal(caller.userId)) return own
    if (this.#isSeeded && known === undefined) throw absent('user', id)
    if (
      known?.accountId !== undefined &&
      caller.accountId !== undefined &&
      known.accountId !== caller.accountId
    )
      throw absent('foreign-user', id)
    return known?.id ?? normal(id)
  }
}

function sameAddress(email: string | undefined, id: string | undefined): boolean {
  return email !== undefined && normal(email) === normal(id)
}

/** E-mail addresses are compared without case, ids with it. */
function normal<Id extends string | undefined>(id: Id): Id | string {
  return id?.includes('@') ? id.toLowerCase() : id
}

function absent(resource: string, id: string): ApiError {
  return new ApiError({ kind: 'not-found', resource, id })
}
