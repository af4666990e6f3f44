import { ConfigError, firstPresent, mistakesOf } from './config-file.ts'
import { environmentName, environmentValue, OPTIONS } from './config-options.ts'
import { refuseOverlaps } from './config-paths.ts'
import { type Config, general, schemaOf } from './config-schema.ts'
import type { Vendor } from './http/vendor-kit/vendor.ts'

/** Where the settings of a start come from; later ones win: file, environment, options. */
export interface ConfigSources {
  readonly environment: NodeJS.ProcessEnv
  /**
   * Options of the command line by name, without dashes: `data-dir`. Without a `config` the file is
   * `uploadmock.yaml` or `.json` of the working directory, if there is one.
   */
  readonly options: { readonly [name: string]: string | boolean | undefined }
}

/** The file that is read when none is named. */
const DEFAULT_FILES = ['uploadmock.yaml', 'uploadmock.json']

/** This process's environment: the one place that reads it. */
export function processEnvironment(): NodeJS.ProcessEnv {
  return process.env
}

/** Reads all sources into one configuration. Throws `ConfigError` with every mistake. */
export async function loadConfig(sources: ConfigSources, vendors: readonly Vendor[]): Promise<Config> {
  const named = sources.options.config ?? environmentValue(sources.environment, 'config')
  const file = named === undefined ? firstPresent(DEFAULT_FILES) : String(named)
  const fromFile = file === undefined ? {} : await readFileOf(file, vendors)
  const overlay: { [key: string]: unknown } = {}
  const mistakes: string[] = []
  for (const [option, { key, read }] of Object.entries(OPTIONS)) {
    const named = [
      [environmentName(option), environmentValue(sources.environment, option)],
      [`--${option}`, sources.options[option]],
    ] as const
    for (const [name, value] of named) {
      if (value === undefined) continue
      const parsed = general[key].safeParse(read(String(value)))
      if (parsed.success) overlay[key] = parsed.data
      else mistakes.push(`${name}: ${parsed.error.issues[0]?.message ?? 'is invalid'}`)
    }
  }
  if (mistakes.length > 0) throw new ConfigError(mistakes)
  return makeConfig({ ...fromFile, ...overlay }, vendors)
}

/** Makes settings whole. Throws `ConfigError` with every mistake; unknown keys are mistakes. */
export function makeConfig(input: object, vendors: readonly Vendor[]): Config {
  const parsed = schemaOf(vendors).safeParse(input)
  if (!parsed.success)
    throw new ConfigError(
      mistakesOf(parsed.error).map(({ path, message }) => `${path.join('.')}: ${message}`),
    )
  const { credentials, resources, vendors: settings, ...rest } = parsed.data
  if ((rest.tlsCert === undefined) !== (rest.tlsKey === undefined))
    throw new ConfigError(['tls-cert and tls-key go together'])
  if ((rest.database === undefined) !== (rest.blobs === undefined))
    throw new ConfigError(['database and blobs go together: rows in the one, bytes in the other'])
  if (rest.database !== undefined && rest.dataDir !== undefined)
    throw new ConfigError(['data-dir does not go with database and blobs: nothing is left for it to hold'])
  const entries = vendors.map(({ name }) => [
    name,
    { settings: settings[name], credentials: credentials[name] ?? [], resources: resources[name] },
  ])
  const config = { ...rest, vendors: Object.fromEntries(entries) }
  refuseOverlaps(config, vendors)
  return Object.freeze(config)
}

/** Checks one configuration file. Throws `ConfigError` that names the line of every mistake. */
export async function validateConfigFile(file: string, vendors: readonly Vendor[]): Promise<void> {
  makeConfig(await readFileOf(file, vendors), vendors)
}

async function readFileOf(file: string, vendors: readonly Vendor[]): Promise<object> {
  // It brings a parser of YAML, which a start without a file need not load.
  const { readConfigFile } = await import('./config-yaml.ts')
  return readConfigFile(file, schemaOf(vendors))
}
