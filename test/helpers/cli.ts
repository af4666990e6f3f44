import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { type Ends, endsWithTest } from './ends.ts'

const MAIN = resolve(import.meta.dirname, '../../dist/main.js')

/** What a command that ended left. */
export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Where a command runs, and until when at most: for one test where it is not said. */
export interface Place {
  readonly cwd?: string
  readonly env?: { readonly [name: string]: string }
  readonly ends?: Ends
}

/** Runs the built command to its end. */
export async function runCommand(args: readonly string[], place: Place = {}): Promise<Outcome> {
  const command = new RunningCommand(args, place)
  const code = await command.ended()
  return { code, stdout: command.stdout, stderr: command.stderr }
}

/** The built command while it runs; killed at its place's end. */
export class RunningCommand {
  readonly process: ChildProcess
  stdout = ''
  stderr = ''

  constructor(args: readonly string[], { cwd, env, ends = endsWithTest }: Place = {}) {
    const { PATH = '' } = process.env
    this.process = spawn(process.execPath, [MAIN, ...args], { cwd, env: { PATH, ...env } })
    this.process.stdout?.on('data', chunk => {
      this.stdout += chunk
    })
    this.process.stderr?.on('data', chunk => {
      this.stderr += chunk
    })
    ends(() => void this.process.kill('SIGKILL'))
  }

  /** The address from the line that `--json` prints when the server is ready. */
  async ready(): Promise<string> {
    while (!this.stdout.includes('\n')) {
      if (this.process.exitCode !== null) throw new Error(`it ended before it was ready: ${this.stderr}`)
      await Promise.race([once(this.process.stdout ?? this.process, 'data'), once(this.process, 'close')])
    }
    return JSON.parse(this.stdout.split('\n')[0] ?? '').url
  }

  /** Resolves with the exit code; null when a signal ended it. */
  async ended(): Promise<number | null> {
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, 'close')
    return this.process.exitCode
  }
}
