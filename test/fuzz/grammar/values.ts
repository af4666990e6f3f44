import type { Random } from '../random.ts'

/** Texts that programs stumble over, wherever a text may stand. */
const ODD_TEXTS = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  'undefined',
  'null',
  '../../etc/passwd',
  'C:\\temp\\a.png',
  'a"b',
  "it's",
  'a;b',
  'a, b',
  'a\\',
  '%00',
  '%zz',
  '{{token}}',
  '<svg/>',
  'é\u0301写真',
  '\u202egpj',
  '\ud83d',
  'x'.repeat(300),
  'x'.repeat(70_000),
] as const

/** A text: an odd one, or a few characters. */
export function oddText(random: Random): string {
  if (random.chance(0.6)) return random.pick(ODD_TEXTS)
  return String.fromCharCode(...Array.from({ length: random.int(1, 12) }, () => random.int(32, 0x2ff)))
}

/** The same, fit to stand in a header: without what ends a line, and no longer than a head may be with a few of them. */
export function oddHeaderText(random: Random): string {
  return oddText(random)
    .slice(0, 1_000)
    .replace(/[^\x20-\x7e\x80-\xff]/g, '?')
}

/** A JSON value of any kind, a few levels deep. */
export function oddValue(random: Random, depth = 0): unknown {
  const kind = random.int(0, depth > 3 ? 5 : 8)
  if (kind === 0) return null
  if (kind === 1) return random.chance(0.5)
  if (kind === 2) return random.pick([0, -1, 1.5, 2 ** 53, -(2 ** 31), 1e308, 4_294_967_296])
  if (kind <= 5) return oddText(random)
  if (kind === 6) return Array.from({ length: random.int(0, 5) }, () => oddValue(random, depth + 1))
  if (kind === 7) return nested(random.pick([50, 250, 1_000]))
  const members = Array.from({ length: random.int(0, 5) }, () => [
    oddText(random),
    oddValue(random, depth + 1),
  ])
  return Object.fromEntries(members)
}

function nested(levels: number): unknown {
  return JSON.parse('['.repeat(levels) + ']'.repeat(levels))
}

/** A value of which some parts were changed, left out, added or taken twice. */
export function mutated(value: unknown, random: Random): unknown {
  if (random.chance(0.15)) return oddValue(random)
  if (Array.isArray(value)) {
    const items = value.map(item => mutated(item, random)).filter(() => !random.chance(0.1))
    return random.chance(0.1) ? [...items, ...items, oddValue(random)] : items
  }
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .filter(() => !random.chance(0.1))
    .map(([name, member]) => [random.chance(0.05) ? oddText(random) : name, mutated(member, random)])
  if (random.chance(0.15)) members.push([oddText(random), oddValue(random)])
  return Object.fromEntries(members)
}
