import type { Problem } from '../core/problem.ts'
import { patternOf } from '../core/text.ts'
import type { Head } from './head.ts'

/** The paths of a vendor's operations: tells why a request is none of them. */
export class KnownPaths {
  readonly #routes: { readonly methods: readonly string[]; readonly url: string }[] = []
  /** Made when first wanted: a start need not wait for them. */
  readonly #patterns = new Map<string, RegExp>()

  /** Adds a route. `url` has parameters as `:name`. */
  add(methods: readonly string[], url: string): void {
    this.#routes.push({ methods, url })
  }

  /** Why no route took a request. */
  refusalOf(head: Head): Problem {
    const allowed = this.#routes
      .filter(({ url }) => this.#patternOf(url).test(head.path))
      .flatMap(({ methods }) => methods)
    // The router passed the route over although it fits: a part of the path is longer than any id.
    if (allowed.includes(head.method))
      return { kind: 'malformed', what: 'url', message: 'a part of the path is too long' }
    return allowed.length === 0
      ? { kind: 'unknown-path' }
      : { kind: 'method-not-allowed', allowed: [...new Set(allowed)].sort() }
  }

  #patternOf(url: string): RegExp {
    const known = this.#patterns.get(url)
    if (known !== undefined) return known
    const pattern = url.split(/:\w+/).map(patternOf).join('[^/]+')
    const fresh = new RegExp(`^${pattern}$`)
    this.#patterns.set(url, fresh)
    return fresh
  }
}
