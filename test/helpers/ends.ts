import { afterAll, onTestFinished } from 'vitest'

/** Takes what ends something that was begun; of several the latest is ended first. */
export type Ends = (end: () => unknown) => void

/** What is begun ends with the test that runs. */
export const endsWithTest: Ends = end => onTestFinished(async () => void (await end()))

/** What is begun ends after the last of the tests beside this call, which share it. */
export function endsWithSuite(): Ends {
  const ends: (() => unknown)[] = []
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })
  return end => void ends.push(end)
}
