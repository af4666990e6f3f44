import pino, { type Logger } from 'pino'
import type { Config } from '../config-schema.ts'
import { LOG_OPTIONS } from '../log-options.ts'

/** A log for people on a terminal, for machines elsewhere. It goes to standard error where `json` needs standard output. */
export async function createLogger(
  level: Config['logLevel'],
  { json }: { readonly json: boolean },
): Promise<Logger> {
  const target = json ? process.stderr : process.stdout
  if (!target.isTTY) return pino({ ...LOG_OPTIONS, level }, target)
  const { default: pretty } = await import('pino-pretty')
  return pino({ ...LOG_OPTIONS, level }, pretty({ destination: target, sync: true, ignore: 'pid,hostname' }))
}
