import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { MiB } from '../../../src/core/units.ts'
import { openFreshS3Blobs, openS3BlobsAt } from '../fresh-s3.ts'

async function* bytes(count: number) {
  for (let left = count; left > 0; left -= 65_536) yield Buffer.alloc(Math.min(65_536, left))
}

/** An S3 that lists nothing, and takes bytes no faster than so many a second, without a pause. */
async function startSlowS3(bytesPerSecond: number): Promise<string> {
  const take = async (incoming: IncomingMessage, reply: ServerResponse) => {
    for await (const chunk of incoming) await after((1_000 * chunk.length) / bytesPerSecond)
    if (incoming.method === 'GET')
      reply.end(
        incoming.url?.includes('uploadmock-owner') === true
          ? 'tests\n'
          : '<?xml version="1.0"?><ListBucketResult></ListBucketResult>',
      )
    else reply.writeHead(200, { etag: '"a"' }).end()
  }
  const server = createServer((incoming, reply) => void take(incoming, reply).catch(() => reply.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close().closeAllConnections())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('it listens on no port')
  return `s3://bucket/mock?endpoint=http://127.0.0.1:${address.port}&region=us-east-1&forcePathStyle=true`
}

// How long something takes is the very subject of both.
it('gives all bytes to a reader that pauses for longer than an answer may take', async () => {
  const timeoutMs = 1_000
  const { blobs } = await openFreshS3Blobs({ timeoutMs })
  // More than the connection holds by itself, so that the bucket waits as well.
  const size = 16 * MiB
  await blobs.put('default/1/a', bytes(size))
  let count = 0
  for await (const chunk of await blobs.get('default/1/a')) {
    if (count === 0) await after(1.3 * timeoutMs)
    count += chunk.length
  }
  expect(count).toBe(size)
})

it('keeps a blob that a slow line takes longer for than the first answer may', async () => {
  const timeoutMs = 2_500
  const size = 4 * MiB
  // Longer than an attempt's half of the time, and shorter than all of it: once the kernel has the bytes the client
  // sees no more of them go.
  const url = await startSlowS3(size / (0.8 * (timeoutMs / 1_000)))
  const blobs = await openS3BlobsAt(url, { timeoutMs })
  await expect(blobs.put('default/1/a', bytes(size))).resolves.toBeUndefined()
})
