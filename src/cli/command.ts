import type { Vendor } from '../http/vendor-kit/vendor.ts'

/** What a subcommand is run with. */
export interface Run {
  /** The arguments behind the subcommand's name. */
  readonly args: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  readonly vendors: readonly Vendor[]
  /** Writes a text to standard output, and a line's end; what would act on a terminal is written visibly. */
  print(line: string): void
}

/** A subcommand; resolves to the process's exit code. */
export type Command = (run: Run) => Promise<number>

/** The command line itself is wrong. The message is one line for people; the exit code is 2. */
export class UsageError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'UsageError'
  }
}
