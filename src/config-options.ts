/** The options of `start`: which key of the configuration each one sets, and how its text is read. */
export const OPTIONS = {
  port: { key: 'port', read: asNumber },
  host: { key: 'host', read: asText },
  'data-dir': { key: 'dataDir', read: asText },
  database: { key: 'database', read: asText },
  blobs: { key: 'blobs', read: asText },
  seed: { key: 'seed', read: asNumber },
  'public-url': { key: 'publicUrl', read: asText },
  auth: { key: 'auth', read: asText },
  explain: { key: 'explain', read: asFlag },
  'tls-cert': { key: 'tlsCert', read: asText },
  'tls-key': { key: 'tlsKey', read: asText },
  'log-level': { key: 'logLevel', read: asText },
} as const

/** The names of the options that `start` hands to `loadConfig`. */
export const CONFIG_OPTIONS: readonly string[] = Object.keys(OPTIONS)

/** The environment variable of an option: `UPLOADMOCK_DATA_DIR` for `data-dir`. */
export function environmentName(option: string): string {
  return `UPLOADMOCK_${option.toUpperCase().replaceAll('-', '_')}`
}

/** What the environment says of an option; undefined where it says nothing or an empty text. */
export function environmentValue(environment: NodeJS.ProcessEnv, option: string): string | undefined {
  const value = environment[environmentName(option)]
  return value === '' ? undefined : value
}

function asNumber(text: string): unknown {
  return /^-?\d+$/.test(text) ? Number(text) : text
}

function asText(text: string): string {
  return text
}

function asFlag(text: string): unknown {
  return ['true', '1', 'yes', 'on'].includes(text)
    ? true
    : ['false', '0', 'no', 'off'].includes(text)
      ? false
      : text
}
