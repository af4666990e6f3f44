import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { loadConfig } from '../config.ts'
import { CONTROL_PREFIX } from '../core/namespace.ts'
import { positionals, readConfigArguments } from './arguments.ts'
import type { Command } from './command.ts'

const PATIENCE_MS = 3_000

/** Asks the server that this machine's configuration describes whether it is well; exit code 1 if it is not. */
export const healthcheck: Command = async run => {
  const { values, positionals: rest } = readConfigArguments(run.args)
  positionals(rest, 0)
  const config = await loadConfig({ environment: run.environment, options: values }, run.vendors)
  const host = config.host === '0.0.0.0' ? '127.0.0.1' : config.host === '::' ? '::1' : config.host
  const problem = await ask({ host, port: config.port, isTls: config.tlsCert !== undefined })
  run.print(problem === undefined ? 'ok' : `uploadmock: not well: ${problem}`)
  return problem === undefined ? 0 : 1
}

/** Undefined when the server is well, else what is wrong. */
function ask(at: { readonly host: string; readonly port: number; readonly isTls: boolean }) {
  return new Promise<string | undefined>(resolve => {
    const request = at.isTls ? httpsRequest : httpRequest
    const call = request(
      // A server asks itself here: whether others trust its certificate is another question.
      {
        host: at.host,
        port: at.port,
        path: `${CONTROL_PREFIX}/health`,
        timeout: PATIENCE_MS,
        rejectUnauthorized: false,
      },
      response => {
        response.resume()
        resolve(response.statusCode === 200 ? undefined : `the server answers ${response.statusCode}`)
      },
    )
    call.on('timeout', () => call.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)))
    call.on('error', error => resolve(error.message))
    call.end()
  })
}
