import * as z from 'zod'
import { ConfigError, firstPresent, mistakesOf } from './config-file.ts'
import { environmentName, environmentValue, OPTIONS } from './config-options.ts'
import type { MediaType, PolicyOverride } from './core/policy.ts'
import { GiB, MiB } from './core/units.ts'
import type { Vendor, VendorConfig } from './http/vendor-kit/vendor.ts'

const ms = z.number().int().positive()
const bytes = z.number().int().positive()

const general = {
  port: z.number().int().min(0).max(65_535).default(4600),
  host: z.string().min(1).default('127.0.0.1'),
  dataDir: z.string().min(1).optional(),
  database: z
    .url({ protocol: /^postgres(?:ql)?$/, error: 'must be postgres://user:password@host/database' })
    .optional(),
  blobs: z.url({ protocol: /^s3$/, error: 'must be s3://bucket/prefix' }).optional(),
  seed: z.number().int().optional(),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^?#@]*$/, 'must have no user, query or fragment')
    .optional(),
  auth: z.enum(['off', 'presence', 'strict']).default('presence'),
  explain: z.boolean().default(false),
  tlsCert: z.string().min(1).optional(),
  tlsKey: z.string().min(1).optional(),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  provisioning: z.enum(['auto', 'seeded']).default('auto'),
  controlToken: z.string().min(1).optional(),
  allowedHosts: z.array(z.string().min(1)).default([]),
  trustProxy: z.boolean().default(false),
  timeouts: z
    .strictObject({
      headersMs: ms.default(10_000),
      bodyIdleMs: ms.default(30_000),
      requestMs: ms.default(600_000),
      drainMs: ms.default(10_000),
      storeMs: ms.default(5_000),
    })
    .prefault({}),
  hash: z.enum(['lazy', 'eager']).default('lazy'),
  limits: z
    .strictObject({
      memoryBytes: bytes.default(GiB),
      diskBytes: bytes.default(10 * GiB),
      drainBytes: bytes.default(512 * MiB),
      journalEntries: z.number().int().positive().default(1_000),
      journalBytes: bytes.default(8 * MiB),
      idleNamespaceMs: ms.default(3_600_000),
      unclaimedBlobMs: ms.default(600_000),
    })
    .prefault({}),
}

const mediaTypes = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'video/mp4',
  'video/quicktime',
  '*',
] as const satisfies readonly MediaType[]

const policyOverride = z.strictObject({
  maxBytes: bytes.optional(),
  types: z.array(z.enum(mediaTypes)).min(1).optional(),
  wholeImages: z.boolean().optional(),
  quota: z.number().int().nonnegative().optional(),
})

/** Every setting of a server, made whole. */
export type Config = Readonly<z.output<z.ZodObject<typeof general>>> & {
  readonly policies: { readonly [id: string]: PolicyOverride | undefined }
  readonly vendors: { readonly [name: string]: VendorConfig }
}

/**
 * Settings as a configuration file has them. `credentials`, `resources` and `vendors` have a key for each vendor,
 * `policies` one for each policy's id.
 */
export type ConfigInput = z.input<z.ZodObject<typeof general>> & {
  readonly policies?: { readonly [id: string]: PolicyOverride }
  readonly credentials?: { readonly [vendor: string]: readonly object[] }
  readonly resources?: { readonly [vendor: string]: object }
  readonly vendors?: { readonly [vendor: string]: object }
}

/** Where the settings of a start come from; later ones win: file, environment, options. */
export interface ConfigSources {
  readonly environment: NodeJS.ProcessEnv
  /**
   * Options of the command line by name, without dashes: `data-dir`. Without a `config` the file is
   * `uploadmock.yaml` or `.json` of the working directory, if there is one.
   */
  readonly options: { readonly [name: string]: string | boolean | undefined }
}

/** Paths that are no vendor's. */
const RESERVED_PREFIXES = ['/_mock', '/ns']

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
    throw new ConfigError(['data-dir goes without database and blobs: there is nothing left for it to hold'])
  const entries = vendors.map(({ name }) => [
    name,
    { settings: settings[name], credentials: credentials[name] ?? [], resources: resources[name] },
  ])
  const config = { ...rest, vendors: Object.fromEntries(entries) }
  refuseOverlaps(config, vendors)
  return Object.freeze(config)
}

/** No two vendors may answer for the same path, and none at one path for two things. */
function refuseOverlaps({ vendors: own }: Pick<Config, 'vendors'>, vendors: readonly Vendor[]): void {
  const taken: { readonly by: string; readonly path: string }[] = RESERVED_PREFIXES.map(path => ({
    by: 'uploadmock',
    path,
  }))
  for (const { name, prefixes } of vendors) {
    const config = own[name]
    for (const path of config === undefined ? [] : prefixes(config)) {
      const other = taken.find(one => one.path === path || (one.by !== name && isNested(one.path, path)))
      if (other !== undefined)
        throw new ConfigError([`vendors.${name}: the path ${path} is taken by ${other.by} (${other.path})`])
      taken.push({ by: name, path })
    }
  }
}

function isNested(a: string, b: string): boolean {
  return a.startsWith(`${b}/`) || b.startsWith(`${a}/`)
}

/** Checks one configuration file. Throws `ConfigError` that names the line of every mistake. */
export async function validateConfigFile(file: string, vendors: readonly Vendor[]): Promise<void> {
  makeConfig(await readFileOf(file, vendors), vendors)
}

/** Of one list of vendors: a process that starts many servers makes it once. */
const schemas = new WeakMap<readonly Vendor[], ReturnType<typeof makeSchema>>()

function schemaOf(vendors: readonly Vendor[]) {
  const schema = schemas.get(vendors) ?? makeSchema(vendors)
  schemas.set(vendors, schema)
  return schema
}

function makeSchema(vendors: readonly Vendor[]) {
  const perVendor = (make: (vendor: Vendor) => z.ZodType) =>
    z.strictObject(Object.fromEntries(vendors.map(vendor => [vendor.name, make(vendor)]))).prefault({})
  const ids = vendors.flatMap(vendor => vendor.policies.map(policy => policy.id))
  return z.strictObject({
    ...general,
    policies: z.strictObject(Object.fromEntries(ids.map(id => [id, policyOverride.optional()]))).prefault({}),
    credentials: z
      .strictObject(
        Object.fromEntries(vendors.map(({ name, config }) => [name, z.array(config.credential).default([])])),
      )
      .prefault({}),
    resources: perVendor(vendor => vendor.config.resources),
    vendors: perVendor(vendor => vendor.config.settings),
  })
}

async function readFileOf(file: string, vendors: readonly Vendor[]): Promise<object> {
  // It brings a parser of YAML, which a start without a file need not load.
  const { readConfigFile } = await import('./config-yaml.ts')
  return readConfigFile(file, schemaOf(vendors))
}
