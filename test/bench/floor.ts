import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import fastify from 'fastify'

/** What uploads are measured against; each answers 200 and keeps nothing. */
const FLOORS: { readonly [name: string]: () => Promise<number> } = {
  /** Node's own server, throwing the body away. */
  async raw() {
    const server = createServer((request, response) => {
      request.resume().on('end', () => response.setHeader('content-length', 2).end('ok'))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    return (server.address() as { port: number }).port
  },

  /** Fastify with its multipart plugin, the file gathered in memory. */
  async memory() {
    const app = await withMultipart()
    app.post('/*', async request => {
      const chunks: Buffer[] = []
      for await (const part of request.parts())
        if (part.type === 'file') for await (const chunk of part.file) chunks.push(chunk)
      return { chunks: chunks.length }
    })
    return listening(app)
  },

  /** The same, the file written to disk. */
  async file() {
    const app = await withMultipart()
    const folder = await mkdtemp(join(tmpdir(), 'uploadmock-floor-'))
    let count = 0
    app.post('/*', async request => {
      const path = join(folder, String(count++))
      for await (const part of request.parts())
        if (part.type === 'file') await pipeline(part.file, createWriteStream(path))
      await rm(path)
      return { path }
    })
    return listening(app)
  },

  /** Fastify parsing the JSON, and the base64 in it decoded. */
  async json() {
    const app = fastify({ bodyLimit: 16 * 1024 * 1024 })
    app.post('/*', async request => {
      const { MediaSource } = request.body as { readonly MediaSource: string }
      return { bytes: Buffer.from(MediaSource, 'base64').length }
    })
    return listening(app)
  },
}

async function withMultipart() {
  const app = fastify()
  await app.register(multipart, { limits: { fileSize: Number.POSITIVE_INFINITY } })
  return app
}

async function listening(app: ReturnType<typeof fastify>): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as { port: number }).port
}

const start = FLOORS[process.argv[2] ?? '']
if (start === undefined)
  throw new Error(`no floor ${process.argv[2]}: there are ${Object.keys(FLOORS).join(', ')}`)
process.stdout.write(`${JSON.stringify({ port: await start() })}\n`)
