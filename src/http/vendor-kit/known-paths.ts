import type { Problem } from '../../core/problem.ts'
import { patternOf } from '../../core/text.ts'
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
    const allowed = this.#routes
      .filter(({ url }) => pathPattern(url).test(head.path))
      .flatMap(({ methods }) => methods)
    // The router passed the route over although it fits: a part of the path is longer than any id.
    if (allowed.includes(head.method))
      return { kind: 'malformed', what: 'url', message: 'a part of the path is too long' }
    return allowed.length === 0
      ? { kind: 'unknown-path' }
      : { kind: 'method-not-allowed', allowed: [...new Set(allowed)].sort() }
  }
}

/** Made for each refusal, and not at the start, which would wait for all of them. */
function pathPattern(url: string): RegExp {
  return new RegExp(`^${url.split(/:\w+/).map(patternOf).join('[^/]+')}$`)
}
