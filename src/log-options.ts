import pino, { type LoggerOptions } from 'pino'
import { printableLines } from './core/text.ts'

/** How lines of the log are written, a library's too: what a client sent acts on no terminal and shows no secret. */
export const LOG_OPTIONS = {
  serializers: { err: error => tidy(pino.stdSerializers.err(error)), req: ({ method }) => ({ method }) },
  formatters: { log: fields => tidy(fields) },
  hooks: {
    logMethod(args, method) {
      const [first, ...others] = args.map(value => (typeof value === 'string' ? shown(value) : value))
      // Where a line has no message pino takes the error's own.
      const message = others.length === 0 ? errorIn(first)?.message : undefined
      method.apply(this, [first, ...(message === undefined ? others : [shown(message)])] as typeof args)
    },
  },
} satisfies LoggerOptions

/** Each text of a record, made fit to be shown. */
function tidy<T extends object>(fields: T): T {
  const texts = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? shown(value) : value,
  ])
  return Object.fromEntries(texts) as T
}

function errorIn(value: unknown): Error | undefined {
  const error = typeof value === 'object' && value !== null && 'err' in value ? value.err : value
  return error instanceof Error ? error : undefined
}

/** A text without the queries of addresses, in which clients send credentials. */
function shown(text: string): string {
  return printableLines(text).replace(/\?[^\s"'?]*/g, query => (query === '?' ? query : '?[query]'))
}
