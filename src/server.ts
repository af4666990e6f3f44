import type { AddressInfo, Server, Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type AppOptions, createApp } from './app.ts'

/** A server that listens. */
export interface RunningServer {
  /** The address by which a client on this machine reaches it: `http://127.0.0.1:4600`. */
  readonly url: string
  readonly port: number
  /** Takes no new work, gives running requests `graceMs`, and lets go of everything. Safe to call twice. */
  close(graceMs?: number): Promise<void>
}

const GRACE_MS = 5_000

/** Starts a server; resolves when it listens. Rejects, with everything closed, when it can't. */
export async function startServer(options: AppOptions): Promise<RunningServer> {
  const app = await createApp(options)
  const { host, port, tlsCert } = options.config
  const sockets = openSockets(app.server)
  try {
    await app.listen({ host, port, listenTextResolver: address => `listening at ${address}` })
  } catch (error) {
    await app.close()
    throw error
  }
  const address = app.server.address() as AddressInfo // it listens on a port, not on a pipe
  const scheme = tlsCert === undefined ? 'http' : 'https'
  let closing: Promise<void> | undefined
  return {
    url: `${scheme}://${reachableHost(host)}:${address.port}`,
    port: address.port,
    close(graceMs = GRACE_MS) {
      closing ??= closeWithin(app, sockets, graceMs)
      return closing
    },
  }
}

/** The connections that are open. Node's own list lacks those which have not agreed on TLS yet. */
function openSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  return sockets
}

async function closeWithin(
  app: FastifyInstance,
  sockets: ReadonlySet<Socket>,
  graceMs: number,
): Promise<void> {
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy()
  }, graceMs)
  try {
    await app.close()
  } finally {
    clearTimeout(cut)
  }
}

/** A configured host as an address has it: one that a client can connect to where the server listens on all. */
export function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
