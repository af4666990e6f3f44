import { readFileSync, writeFileSync } from 'node:fs'
import module, { createRequire } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'

/** What the bundled command line exports. */
interface CommandLine {
  main(args: readonly string[]): Promise<number>
}

const BUNDLE = join(import.meta.dirname, 'cli.cjs')
/** The code that V8 made of the bundle at the build: compiling it anew takes longer than all else at a start. */
const CODE = join(import.meta.dirname, 'cli.code')

/** The command line, from compiled code where the build left some that this version of Node takes. */
export function loadCommandLine(): CommandLine {
  const cachedData = readCode()
  const script = cachedData === undefined ? undefined : compile(cachedData)
  if (script !== undefined && script.cachedDataRejected !== true)
    return evaluate(script)
    // This is another Node than the build's: newer ones keep what they compile for the next start themselves.
  ;(module as { readonly enableCompileCache?: () => void }).enableCompileCache?.()
  return createRequire(BUNDLE)(BUNDLE) as CommandLine
}

/** Starts a server once, and leaves the code that this took for later starts. A step of the build. */
export async function keepCode(): Promise<void> {
  const script = compile(undefined)
  const { main } = evaluate(script)
  const write = process.stdout.write.bind(process.stdout)
  const ready = new Promise<void>(resolve => {
    process.stdout.write = () => {
      resolve()
      return true
    }
  })
  const ended = main(['start', '--port', '0', '--host', '127.0.0.1', '--log-level', 'silent', '--json'])
  await Promise.race([ready, ended])
  process.stdout.write = write
  process.kill(process.pid, 'SIGTERM')
  process.exitCode = await ended
  writeFileSync(CODE, script.createCachedData())
}

function readCode(): Buffer | undefined {
  try {
    return readFileSync(CODE)
  } catch {
    return undefined
  }
}

function compile(cachedData: Buffer | undefined): Script {
  // The bundler writes nothing but ASCII.
  const source = readFileSync(BUNDLE, 'latin1')
  return new Script(`(function (module, exports, require, __filename, __dirname) {${source}\n})`, {
    filename: BUNDLE,
    ...(cachedData !== undefined && { cachedData }),
  })
}

function evaluate(script: Script): CommandLine {
  const own = { exports: {} }
  const wrapped = script.runInThisContext() as (...around: readonly unknown[]) => void
  wrapped(own, own.exports, createRequire(BUNDLE), BUNDLE, import.meta.dirname)
  return own.exports as CommandLine
}
