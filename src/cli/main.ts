import { ControlApiError } from '../client/control-api-error.ts'
import { processEnvironment } from '../config.ts'
import { ConfigError } from '../config-file.ts'
import { printableLines } from '../core/text.ts'
import { vendors } from '../vendors/index.ts'
import { version } from '../version.ts'
import { check } from './check.ts'
import { type Command, UsageError } from './command.ts'
import { env } from './env.ts'
import { healthcheck } from './healthcheck.ts'
import { help } from './help.ts'
import { requests } from './requests.ts'
import { reset } from './reset.ts'
import { start } from './start.ts'
import { validate } from './validate.ts'

const COMMANDS = new Map<string, Command>(
  Object.entries({ start, env, check, healthcheck, validate, reset, requests }),
)

/** Runs a command line; resolves to the process's exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const print = (line: string) => void process.stdout.write(`${printableLines(line)}\n`)
  const [first = 'start', ...rest] = args
  if (args.includes('--help') || args.includes('-h') || first === 'help') {
    print(help)
    return 0
  }
  if (first === '--version' || first === '-v') {
    print(version)
    return 0
  }
  const command = first.startsWith('-') ? start : COMMANDS.get(first)
  try {
    if (command === undefined) throw new UsageError(`no command ${first}: see uploadmock --help`)
    return await command({
      args: command === start && first !== 'start' ? args : rest,
      environment: processEnvironment(),
      vendors,
      print,
    })
  } catch (error) {
    for (const line of complaints(error)) process.stderr.write(`uploadmock: ${printableLines(line)}\n`)
    return 2
  }
}

/** What stands in the way of a start, a line each. What nobody foresaw is shown whole. */
function complaints(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.mistakes
  if (!(error instanceof Error)) return [String(error)]
  const isPlain = ['DatabaseUnusable', 'StoreUnavailable', 'StorageFull'].includes(error.name)
  if (isPlain || error instanceof UsageError || error instanceof ControlApiError) return [error.message]
  const { code, port, address, hostname, path } = error as NodeJS.ErrnoException & {
    port?: number
    address?: string
    hostname?: string
  }
  if (code === 'EADDRINUSE') return [`port ${port} is in use: choose another one with --port, or 0 for any`]
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return [`this machine has no address ${address ?? hostname ?? ''}`.trim()]
  if (code === 'EACCES' && port !== undefined)
    return [`port ${port} needs more rights: choose one from 1024 on`]
  if (code?.startsWith('ERR_OSSL') === true) return [`tls-cert or tls-key can't be used: ${error.message}`]
  const { cause } = error
  if (error.message === 'fetch failed' && cause instanceof Error)
    return [`the server does not answer: ${cause.message}`]
  if (path !== undefined && code !== undefined) return [`can't use ${path}: ${error.message}`]
  return [error.stack ?? error.message]
}
