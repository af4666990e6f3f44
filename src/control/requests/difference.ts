import { isKeptText } from '../../http/recording/cut-text.ts'

/** One value that is not as expected. `path` names it: `parts.0.filename`. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  /** Undefined where there is none. */
  readonly actual: unknown
}

/**
 * What `actual` lacks of `expected`, or has otherwise. Objects match as subsets; each expected element of an array must
 * match an element of its own, wherever that stands. A text that the journal cut is told by its length and hash.
 */
export function differences(expected: unknown, actual: unknown, path = ''): readonly Difference[] {
  if (Array.isArray(expected))
    return Array.isArray(actual) ? inArray(expected, actual, path) : [{ path, expected, actual }]
  if (!isObject(expected)) return isSame(expected, actual) ? [] : [{ path, expected, actual }]
  if (!isObject(actual)) return [{ path, expected, actual }]
  return Object.entries(expected).flatMap(([key, value]) =>
    differences(
      value,
      Object.hasOwn(actual, key) ? actual[key] : undefined,
      path === '' ? key : `${path}.${key}`,
    ),
  )
}

function isSame(expected: unknown, actual: unknown): boolean {
  if (typeof expected === 'string' && typeof actual === 'string') return isKeptText(expected, actual)
  return Object.is(expected, actual)
}

function inArray(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
): readonly Difference[] {
  const found = expected.map(element =>
    actual.map((value, at) => differences(element, value, `${path}.${at}`)),
  )
  const partners = matching(found)
  const free = new Set(actual.keys())
  for (const at of partners.values()) free.delete(at)
  return expected.flatMap((element, index) => {
    if (partners.has(index)) return []
    const [nearest] = [...free].sort((a, b) => lengthAt(found, index, a) - lengthAt(found, index, b))
    if (nearest === undefined) return [{ path: `${path}.${index}`, expected: element, actual: undefined }]
    free.delete(nearest)
    return found[index]?.[nearest] ?? []
  })
}

/** Gives as many expected elements as possible an actual one of their own, by index: augmenting paths. */
function matching(found: readonly (readonly (readonly Difference[])[])[]): ReadonlyMap<number, number> {
  const taken = new Map<number, number>()
  const place = (index: number, seen: Set<number>): boolean =>
    (found[index] ?? []).some((one, at) => {
      if (one.length > 0 || seen.has(at)) return false
      seen.add(at)
      const holder = taken.get(at)
      if (holder !== undefined && !place(holder, seen)) return false
      taken.set(at, index)
      return true
    })
  for (const index of found.keys()) place(index, new Set())
  return new Map([...taken].map(([at, index]) => [index, at]))
}

function lengthAt(found: readonly (readonly (readonly Difference[])[])[], index: number, at: number): number {
  return found[index]?.[at]?.length ?? 0
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
