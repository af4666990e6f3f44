/** How much of a name that somebody wrote is compared: no name here is longer. */
const MAX_CHARS = 100

/** Says after the name of a key that its value is none of the known names, which is the nearest, and which there are. */
export function didYouMean(found: string, known: readonly string[]): string {
  const names = [...new Set(known)]
  const nearest = nearestOf(found, names)
  const hint = nearest === undefined ? '' : `, did you mean ${nearest}? There are: ${names.join(', ')}`
  return `is none that is known${hint}`
}

function nearestOf(found: string, names: readonly string[]): string | undefined {
  const [text, distances] = [found.slice(0, MAX_CHARS).toLowerCase(), new Map<string, number>()]
  for (const name of names) distances.set(name, distance(text, name.toLowerCase()))
  return names.toSorted((a, b) => (distances.get(a) ?? 0) - (distances.get(b) ?? 0))[0]
}

/** How many characters must be put in, left out or replaced to make one text of the other. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [row, character] of [...a].entries()) {
    const here = [row + 1]
    for (let at = 1; at <= b.length; at++) {
      const replaced = (above[at - 1] ?? 0) + (character === b[at - 1] ? 0 : 1)
      here.push(Math.min(replaced, (above[at] ?? 0) + 1, (here[at - 1] ?? 0) + 1))
    }
    above = here
  }
  return above.at(-1) ?? 0
}
