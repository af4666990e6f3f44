import { callerOf } from '../client/call.ts'
import { NamespaceClient } from '../client/namespace.ts'
import { loadConfig } from '../config.ts'
import { DEFAULT_NAMESPACE, isNamespaceName, NAMESPACE_NAME_RULE, namespacePath } from '../core/namespace.ts'
import { withoutEndSlashes } from '../core/text.ts'
import { reachableHost } from '../server.ts'
import { readConfigArguments } from './arguments.ts'
import { type Run, UsageError } from './command.ts'

/** A running server as the command line and the configuration name it. */
export interface Remote {
  readonly namespace: NamespaceClient
  readonly call: ReturnType<typeof callerOf>
  readonly values: { readonly [name: string]: string | boolean | undefined }
  readonly positionals: readonly string[]
}

/** Reads `--url`, `--namespace` and `--token`, each from the configuration where it is left out, and the options that `more` names. */
export async function readRemote(run: Run, more: readonly string[]): Promise<Remote> {
  const { values, positionals } = readConfigArguments(run.args, ['url', 'namespace', 'token', ...more])
  const { url, namespace: name = DEFAULT_NAMESPACE, token, ...options } = values
  const own = Object.fromEntries(Object.entries(options).filter(([option]) => !more.includes(option)))
  const config = await loadConfig({ environment: run.environment, options: own }, run.vendors)
  const scheme = config.tlsCert === undefined ? 'http' : 'https'
  const server = withoutEndSlashes(String(url ?? `${scheme}://${reachableHost(config.host)}:${config.port}`))
  if (!URL.canParse(server)) throw new UsageError(`--url ${server} is not an address`)
  if (!isNamespaceName(String(name))) throw new UsageError(`--namespace ${name}: ${NAMESPACE_NAME_RULE}`)
  const address = server + namespacePath(String(name))
  const shown = token === undefined ? config.controlToken : String(token)
  const basePaths = new Map(run.vendors.map(vendor => [vendor.name, vendor.basePath]))
  return {
    namespace: new NamespaceClient({ name: String(name), url: address, basePaths, token: shown }),
    call: callerOf(address, shown),
    values,
    positionals,
  }
}
