import type { Problem } from '../../core/problem.ts'
import type { Head } from '../request/head.ts'

/** The paths of a vendor's operations: tells why a request is none of them. */
export class KnownPaths {
  readonly #routes: { readonly methods: readonly string[]; readonly url: string }[] = []

  /** Adds a route. `url` has parameters as `:name`. */
  add(methods: readonly string[], url: string): void {
    this.#routes.push({ methods, url })
  }

  /** Why no route took a request. */
  refusalOf(head: Head): Problem {
    const sent = head.path.split('/')
    const allowed = this.#routes
      .filter(({ url }) => fits(url.split('/'), sent))
      .flatMap(({ methods }) => methods)
    // The router passed the route over although it fits: a part of the path is longer than any id.
    if (allowed.includes(head.method))
      return { kind: 'malformed', what: 'url', message: 'a part of the path is too long' }
    return allowed.length === 0
      ? { kind: 'unknown-path' }
      : { kind: 'method-not-allowed', allowed: [...new Set(allowed)].sort() }
  }
}

/** Whether a path is one of a route's: a parameter is any segment that is not empty. */
function fits(wanted: readonly string[], sent: readonly string[]): boolean {
  return (
    wanted.length === sent.length &&
    wanted.every((segment, at) => (segment.startsWith(':') ? sent[at] !== '' : sent[at] === segment))
  )
}
