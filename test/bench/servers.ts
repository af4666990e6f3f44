import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { headOf, openConnection } from './connection.ts'
import { type Peer, peerNamed } from './peers.ts'

const here = import.meta.dirname
const PEER_START_MS = 60_000

/** A server that is measured. */
export interface Server {
  readonly name: string
  readonly port: number
  readonly process: ChildProcess
}

/** Where servers keep rows and bytes that they share. */
export interface SharedPlace {
  readonly database: string
  readonly blobs: string
}

/** What s3rver takes, unless it is told others. */
const S3_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' }

/** How the measured server itself is started. */
export interface OwnOptions {
  readonly dataDir?: boolean
  /** What it shares with others; it keeps all for itself without it. */
  readonly shared?: SharedPlace
  /** Whether it logs as it does by itself. Else errors alone: what a log costs depends on who reads it. */
  readonly log?: boolean
  /** A configuration file's keys. */
  readonly config?: object
}

/** All servers of a run, and the folder that they may write to. */
export class Servers {
  readonly #folder = mkdtempSync(join(tmpdir(), 'uploadmock-bench-'))
  readonly #named = new Map<string, Server>()
  readonly #running = new Set<Server>()
  #folders = 0

  /** A server by its name, started at its first use: the measured one, a floor, a peer. */
  async named(name: string): Promise<Server> {
    const present = this.#named.get(name)
    if (present !== undefined) return present
    const server = await this.#start(name)
    this.#named.set(name, server)
    return server
  }

  /** Stops the servers that were started by name. */
  async stopNamed(): Promise<void> {
    for (const server of this.#named.values()) await this.stop(server)
    this.#named.clear()
  }

  /** A fresh server, as `node dist/main.js` starts it; resolves when it says that it is ready. */
  async own({ dataDir = false, log = false, config, shared }: OwnOptions = {}): Promise<Server> {
    const args = ['--port', '0', '--json']
    if (!log) args.push('--log-level', 'error')
    if (dataDir) args.push('--data-dir', this.#path())
    if (shared !== undefined) args.push('--database', shared.database, '--blobs', shared.blobs)
    if (config !== undefined) {
      const file = `${this.#path()}.json`
      writeFileSync(file, JSON.stringify(config))
      args.push('--config', file)
    }
    return this.#spawnReady('uploadmock', [join(here, '../main.js'), ...args], log ? 'ignore' : 'inherit')
  }

  /** Starts one of the bench's own programs, which prints its port. */
  program(name: string, args: readonly string[]): Promise<Server> {
    return this.#spawnReady(name, [join(here, name), ...args])
  }

  /** Runs `work` with a fresh server, which is stopped after it. */
  async with<T>(options: OwnOptions, work: (server: Server) => Promise<T>): Promise<T> {
    const server = await this.own(options)
    try {
      return await work(server)
    } finally {
      await this.stop(server)
    }
  }

  async stop(server: Server): Promise<void> {
    this.#running.delete(server)
    if (server.process.exitCode !== null || server.process.signalCode !== null) return
    const exited = once(server.process, 'exit')
    server.process.kill('SIGTERM')
    await exited
  }

  /** Stops every server, and removes what they wrote. */
  async close(): Promise<void> {
    for (const server of this.#running) await this.stop(server)
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #start(name: string): Promise<Server> {
    if (name.startsWith('uploadmock')) return this.own({ dataDir: name.endsWith('disk') })
    const peer = peerNamed(name)
    if (peer === undefined) return this.program('floor.js', [name])
    return this.#startPeer(name, peer)
  }

  async #spawnReady(name: string, args: readonly string[], stderr: 'ignore' | 'inherit' = 'inherit') {
    const child = spawn(process.execPath, args, {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', stderr],
      env: { ...process.env, ...S3_CREDENTIALS },
    })
    const lines = createInterface(child.stdout)
    const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => ['{}'])])) as [
      string,
    ]
    const { port } = JSON.parse(line) as { readonly port?: number }
    if (port === undefined) throw new Error(`${name} did not start`)
    return this.#keep({ name, port, process: child })
  }

  async #startPeer(name: string, peer: Peer): Promise<Server> {
    const port = await freePort()
    const { command, args } = peer.prepare(this.#path(), port)
    const child = spawn(command, args, { cwd: this.#folder, stdio: 'ignore' })
    const server = this.#keep({ name, port, process: child })
    const end = performance.now() + PEER_START_MS
    while (!(await answersPing(port))) {
      if (performance.now() > end || child.exitCode !== null) throw new Error(`${name} did not start`)
      await wait(100)
    }
    return server
  }

  #keep(server: Server): Server {
    this.#running.add(server)
    return server
  }

  #path(): string {
    return join(this.#folder, String(++this.#folders))
  }
}

async function answersPing(port: number): Promise<boolean> {
  try {
    const connection = await openConnection(port)
    const { status } = await connection.exchange(headOf('GET', '/ping'))
    connection.close()
    return status === 200
  } catch {
    // Nobody listens yet.
    return false
  }
}

/** A port that nobody listens at just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number } // it listens on a port, not on a pipe
  server.close()
  await once(server, 'close')
  return port
}
