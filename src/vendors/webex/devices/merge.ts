/** A JSON value with another's members over its own, at all depths. What is no plain object is replaced whole. */
export function deepMerge(base: unknown, change: unknown): unknown {
  if (!isPlainObject(base) || !isPlainObject(change)) return change
  const merged = new Map(Object.entries(base))
  for (const [key, value] of Object.entries(change)) merged.set(key, deepMerge(merged.get(key), value))
  return Object.fromEntries(merged)
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
