import { loadConfig } from '../config.ts'
import type { Config } from '../config-schema.ts'
import { CONTROL_PREFIX } from '../core/namespace.ts'
import type { Vendor } from '../http/vendor-kit/vendor.ts'
import { type RunningServer, startServer } from '../server.ts'
import { positionals, readConfigArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { createLogger } from './logger.ts'

/** Runs the server until it is told to stop. */
export const start: Command = async run => {
  const { values, positionals: rest } = readConfigArguments(run.args, ['json'])
  positionals(rest, 0)
  const { json = false, ...options } = values
  const config = await loadConfig({ environment: run.environment, options }, run.vendors)
  // The AWS SDK would write many lines about versions of Node where tools expect ours.
  run.environment.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  const stopped = stopSignal()
  const logger = await createLogger(config.logLevel, { json: json === true })
  const starting = startServer({ config, vendors: run.vendors, logger, misfits: 'log' })
  const server = await Promise.race([starting, stopped])
  // It was told to stop while it waits for a store: nothing is there yet that must be closed in order.
  if (server === undefined) process.exit(0)
  if (json === true) run.print(JSON.stringify({ event: 'ready', url: server.url, port: server.port }))
  else for (const line of welcome(server, run.vendors, config)) run.print(line)
  await stopped
  await server.close()
  return 0
}

function welcome({ url }: RunningServer, vendors: readonly Vendor[], config: Config): string[] {
  const without = vendors.filter(({ name }) => config.vendors[name]?.credentials.length === 0)
  return [
    `uploadmock listens on ${url}`,
    ...(config.publicUrl === undefined ? [] : [`Addresses in replies begin with ${config.publicUrl}`]),
    '',
    config.auth === 'strict'
      ? 'Uploads, with a logo.png and a photo.jpg of yours, and a credential that the configuration lists:'
      : 'Uploads, with a logo.png and a photo.jpg of yours:',
    ...vendors.flatMap(vendor => ['', `  ${vendor.title}`, `  ${vendor.curl(url + vendor.basePath, '')}`]),
    '',
    `What your code sends, on a page: ${url}${CONTROL_PREFIX}/`,
    ...(config.auth === 'strict' && without.length > 0
      ? [`Nobody is let in at ${without.map(({ name }) => name).join(', ')}: no credentials are listed`]
      : []),
    '',
  ]
}

/** Resolves at the first signal; at the second the process ends at once. */
function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    let signals = 0
    const onSignal = () => {
      signals += 1
      if (signals > 1) process.exit(1)
      resolve()
    }
    process.on('SIGTERM', onSignal).on('SIGINT', onSignal)
  })
}
