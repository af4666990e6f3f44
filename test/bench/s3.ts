import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'

// A process of its own: in the bench's it would take turns with what is measured. It writes below where it runs.
const server = new S3rver({
  address: '127.0.0.1',
  port: 0,
  silent: true,
  directory: mkdtempSync(join(process.cwd(), 's3-')),
})
// It would remove a deleted object's folder while another request stores into that, and fail for good.
const { store } = server
store.deleteObject = async (bucket, key) => {
  const parts = ['object', 'object.md5', 'metadata.json'] as const
  await Promise.all(parts.map(part => rm(store.getResourcePath(bucket, key, part), { force: true })))
}
const { port } = await server.run()
// Credentials come from the environment, as the measured servers have them.
const client = new S3Client({
  endpoint: `http://127.0.0.1:${port}`,
  region: 'us-east-1',
  forcePathStyle: true,
})
await client.send(new CreateBucketCommand({ Bucket: process.argv[2] }))
client.destroy()
process.stdout.write(`${JSON.stringify({ port })}\n`)
