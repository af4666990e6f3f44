import { Writable } from 'node:stream'
import pino from 'pino'
import { expect, it } from 'vitest'
import { LOG_OPTIONS } from '../src/log-options.ts'

/** A log, and the lines that were written to it. */
function logged() {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { log: pino({ ...LOG_OPTIONS, level: 'trace' }, sink), lines }
}

it.each<[string, (log: pino.Logger) => void]>([
  ['a message', log => log.warn('sent twice for "/v2/users?access_token=hunter2" (GET)')],
  ['a field', log => log.info({ path: '/v2/users?access_token=hunter2' }, 'refused')],
  ['an error', log => log.error({ err: new Error('no /v2?token=hunter2') }, 'internal error')],
  ['an error alone', log => log.error(new Error('no /v2?token=hunter2'))],
  [
    'a library’s request',
    log => log.debug({ req: { method: 'GET', url: '/?t=hunter2', headers: { a: 'hunter2' } } }),
  ],
])('shows no query of an address, be it in %s', (_, write) => {
  const { log, lines } = logged()
  write(log)
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('hunter2')
})

it('writes visibly what would act on a terminal', () => {
  const { log, lines } = logged()
  log.info({ why: 'a\u009b31mb' }, 'said \u202e')
  expect(lines[0]).toContain(String.raw`\\u009b31m`)
  expect(lines[0]).toContain(String.raw`said \\u202e`)
})

it('keeps what is said', () => {
  const { log, lines } = logged()
  log.info({ port: 1, list: ['a'] }, 'is it there? yes')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ port: 1, list: ['a'], msg: 'is it there? yes' })
})
