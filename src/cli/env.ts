import { loadConfig } from '../config.ts'
import { shellQuoted } from '../core/text.ts'
import { positionals, readConfigArguments } from './arguments.ts'
import { type Command, UsageError } from './command.ts'

/** Prints `export` lines for a vendor's client, or for those of all vendors. */
export const env: Command = async run => {
  const { values, positionals: rest } = readConfigArguments(run.args)
  const [name] = positionals(rest, 1)
  const chosen = run.vendors.filter(vendor => name === undefined || vendor.name === name)
  if (chosen.length === 0)
    throw new UsageError(`no vendor ${name}: there are ${run.vendors.map(vendor => vendor.name).join(', ')}`)
  const config = await loadConfig({ environment: run.environment, options: values }, run.vendors)
  const scheme = config.tlsCert === undefined ? 'http' : 'https'
  const origin = config.publicUrl ?? `${scheme}://${localName(config.host)}:${config.port}`
  for (const vendor of chosen)
    for (const [key, value] of Object.entries(vendor.environment(origin + vendor.basePath)))
      run.print(`export ${key}=${shellQuoted(value)}`)
  return 0
}

function localName(host: string): string {
  return host === '0.0.0.0' || host === '::' ? 'localhost' : host
}
