/** One value that is not as expected. `path` names it: `parts.0.filename`. */
export interface Difference {
  readonly path: string
  readonly expected: unknown
  /** Undefined where there is none. */
  readonly actual: unknown
}

/**
 * What of `expected` is missing or other in `actual`. Objects match as subsets; of an array each expected element must
 * match an element of its own, wherever that stands.
 */
export function differences(expected: unknown, actual: unknown, path = ''): readonly Difference[] {
  if (Array.isArray(expected))
    return Array.isArray(actual) ? inArray(expected, actual, path) : [{ path, expected, actual }]
  if (!isObject(expected)) return Object.is(expected, actual) ? [] : [{ path, expected, actual }]
  if (!isObject(actual)) return [{ path, expected, actual }]
  return Object.entries(expected).flatMap(([key, value]) =>
    differences(
      value,
      Object.hasOwn(actual, key) ? actual[key] : undefined,
      path === '' ? key : `${path}.${key}`,
    ),
  )
}

function inArray(
  expected: readonly unknown[],
  actual: readonly unknown[],
  path: string,
): readonly Difference[] {
  const left = actual.map((value, index) => ({ value, index }))
  return expected.flatMap((element, at) => {
    const judged = left.map(one => ({ one, found: differences(element, one.value, `${path}.${one.index}`) }))
    const [best] = judged.sort((a, b) => a.found.length - b.found.length)
    if (best === undefined) return [{ path: `${path}.${at}`, expected: element, actual: undefined }]
    left.splice(left.indexOf(best.one), 1)
    return best.found
  })
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
