import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The built command: the script that runs this is bundled elsewhere than the tests. */
function mainFile(): string {
  for (let dir = import.meta.dirname; dir !== dirname(dir); dir = dirname(dir))
    if (existsSync(join(dir, 'package.json'))) return join(dir, 'dist/main.js')
  throw new Error('no package.json above')
}

/** A server with a data directory, in a process that may be killed. */
export class KillableServer {
  readonly url: string
  readonly #process: ChildProcess
  readonly #log: { text: string }

  private constructor(url: string, running: ChildProcess, log: { text: string }) {
    this.url = url
    this.#process = running
    this.#log = log
  }

  /** Resolves when it listens. Rejects with its complaint when it ends before. */
  static async start(dataDir: string): Promise<KillableServer> {
    const args = [mainFile(), '--port', '0', '--json', '--log-level', 'warn', '--data-dir', dataDir]
    const running = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    const log = { text: '' }
    running.stderr.on('data', chunk => {
      log.text += chunk
    })
    let output = ''
    running.stdout.on('data', chunk => {
      output += chunk
    })
    const closed = once(running, 'close')
    while (!output.includes('\n')) {
      await Promise.race([once(running.stdout, 'data'), closed])
      if (running.exitCode !== null || running.signalCode !== null)
        throw new Error(`the server did not start: ${log.text}`)
    }
    return new KillableServer(JSON.parse(output.slice(0, output.indexOf('\n'))).url, running, log)
  }

  /** What it said since its start, a message each. */
  get warnings(): readonly string[] {
    const lines = this.#log.text.split('\n').filter(line => line !== '')
    return lines.map(line => String(JSON.parse(line).msg))
  }

  /** Kills it at once: what is under way ends anywhere. */
  kill(): void {
    this.#process.kill('SIGKILL')
  }

  /** Lets it end what is under way. */
  stop(): void {
    this.#process.kill('SIGTERM')
  }

  /** Resolves when the process is gone. */
  async ended(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await once(this.#process, 'close')
  }
}
