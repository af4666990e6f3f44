import { type Config, loadConfig } from '../config.ts'
import { CONFIG_OPTIONS } from '../config-options.ts'
import { type RunningServer, startServer } from '../server.ts'
import { positionals, readArguments } from './arguments.ts'
import type { Command } from './command.ts'
import { createLogger } from './logger.ts'

const FLAGS = ['explain']

/** Runs the server until it is told to stop. */
export const start: Command = async run => {
  const names = [...CONFIG_OPTIONS, 'config']
  const { values, positionals: rest } = readArguments(run.args, {
    ...Object.fromEntries(
      names.map(name => [name, { type: FLAGS.includes(name) ? ('boolean' as const) : ('string' as const) }]),
    ),
    json: { type: 'boolean' },
  })
  positionals(rest, 0)
  const { json = false, ...options } = values
  const config = loadConfig({ environment: run.environment, options }, run.vendors)
  const stopped = stopSignal()
  const logger = await createLogger(config.logLevel, { json: json === true })
  const server = await startServer({ config, vendors: run.vendors, logger, misfits: 'log' })
  if (json === true) run.print(JSON.stringify({ event: 'ready', url: server.url, port: server.port }))
  else for (const line of welcome(server, run.vendors, config)) run.print(line)
  await stopped
  await server.close()
  return 0
}

function welcome(
  { url }: RunningServer,
  vendors: Parameters<Command>[0]['vendors'],
  config: Config,
): string[] {
  const base = config.publicUrl?.replace(/\/+$/, '') ?? url
  return [
    `uploadmock listens on ${url}`,
    ...vendors.flatMap(vendor => ['', `  ${vendor.title}`, `  ${vendor.curl(base + vendor.basePath)}`]),
    '',
    `  What is stored: ${base}/_mock/assets`,
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
