import { parseArgs } from 'node:util'
import { CONFIG_OPTIONS } from '../config-options.ts'
import { UsageError } from './command.ts'

type Known = { readonly [name: string]: { readonly type: 'string' | 'boolean' } }

/** What was found: options by name, and the rest. */
export interface Arguments {
  readonly values: { readonly [name: string]: string | boolean | undefined }
  readonly positionals: readonly string[]
}

/** Reads a subcommand's arguments. Throws `UsageError` for what it does not know. */
export function readArguments(args: readonly string[], options: Known): Arguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      strict: true,
    })
    // No option is `multiple`, so that no value is an array.
    return { values: values as Arguments['values'], positionals }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(message.split('. ')[0] ?? message, { cause: error })
  }
}

const FLAGS = ['explain', 'json', 'all']

/** Reads the arguments of a subcommand that takes the options of a configuration, and `more` ones. */
export function readConfigArguments(args: readonly string[], more: readonly string[] = []): Arguments {
  const known = [...CONFIG_OPTIONS, 'config', ...more].map(name => {
    const type: 'string' | 'boolean' = FLAGS.includes(name) ? 'boolean' : 'string'
    return [name, { type }] as const
  })
  return readArguments(args, Object.fromEntries(known))
}

/** The positional arguments, at most `most`. Throws `UsageError` for more. */
export function positionals(found: readonly string[], most: number): readonly string[] {
  const [extra] = found.slice(most)
  if (extra !== undefined) throw new UsageError(`unexpected argument ${extra}`)
  return found
}
