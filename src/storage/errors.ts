/**
 * A store that stands elsewhere can't be reached now, or does not answer in time. The message names the store, and no
 * secret.
 */
export class StoreUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreUnavailable'
  }
}

/** A `StoreUnavailable` after which nobody knows whether a change was made: what it claims must not be removed. */
export class OutcomeUnknown extends StoreUnavailable {
  constructor(options?: ErrorOptions) {
    super('the database went away during a change', options)
    this.name = 'OutcomeUnknown'
  }
}

/** The database belongs to a server that runs already, or to a newer version. The message is for people. */
export class DatabaseUnusable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DatabaseUnusable'
  }
}
