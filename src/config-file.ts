import { existsSync, readFileSync } from 'node:fs'
import type * as z from 'zod'

/** What is wrong with the configuration, a line each, for people. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(mistakes.join('\n'), options)
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** One wrong value, and the path of keys to it. */
export interface Mistake {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The mistakes that a schema found, each unknown key one of its own. */
export function mistakesOf(error: z.ZodError): readonly Mistake[] {
  return error.issues.flatMap((issue): readonly Mistake[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(key => ({ path: [...issue.path, key], message: 'is not a known key' }))
    if (issue.code === 'invalid_union' && issue.errors[0]?.[0] !== undefined) {
      const [first] = issue.errors[0]
      return [{ path: [...issue.path, ...first.path], message: first.message }]
    }
    return [{ path: issue.path, message: issue.message }]
  })
}

/** Reads a file that the configuration names. Throws `ConfigError` where it can't be read. */
export function readConfiguredFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError([`can't read ${path}: ${reason}`], { cause: error })
  }
}

/** The first of the files that is there. */
export function firstPresent(files: readonly string[]): string | undefined {
  return files.find(file => existsSync(file))
}
