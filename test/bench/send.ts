import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Load, Outcome } from './load.ts'

const run = promisify(execFile)

/** Runs one of the bench's own programs to its end; answers the JSON that it prints. */
export async function runProgram(name: string, args: readonly string[], node: readonly string[] = []) {
  const { stdout } = await run(process.execPath, [...node, join(import.meta.dirname, name), ...args])
  return JSON.parse(stdout) as unknown
}

/** Sends a load from a process of its own. Throws when a request failed: a refusal is quick, and no upload. */
export async function send(load: Load): Promise<Outcome> {
  const outcome = (await runProgram('load.js', [JSON.stringify(load)])) as Outcome // load.ts prints one
  if (outcome.failed > 0)
    throw new Error(`${load.path}: ${outcome.failed} of ${outcome.requests} requests failed`)
  return outcome
}
