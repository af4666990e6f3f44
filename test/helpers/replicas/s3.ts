import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { CreateBucketCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import S3rver from 's3rver'
import accounts from 's3rver/lib/models/account.js'
import { type Ends, endsWithTest } from '../ends.ts'
import { temporaryFolder } from '../temporary.ts'
import { S3Proxy } from './s3-proxy.ts'

/** The credentials that `startS3` takes; the secret is one that a test can look for. */
export const S3_ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'uploadmock-tests',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-s3-account-7c1e',
}

/** An S3 server of one test's own, or of those that share it, behind a proxy. */
export async function startS3(ends: Ends = endsWithTest): Promise<S3> {
  accounts.DUMMY_ACCOUNT.createKeyPair(S3_ENVIRONMENT.AWS_ACCESS_KEY_ID, S3_ENVIRONMENT.AWS_SECRET_ACCESS_KEY)
  const server = new S3rver({ address: '127.0.0.1', port: 0, silent: true, directory: temporaryFolder(ends) })
  keepFolders(server)
  const { port } = await server.run()
  const proxy = new S3Proxy(port)
  const ports = { proxy: await proxy.listen(), direct: port }
  const s3 = new S3({ server, proxy, direct: clientAt(port), ports })
  ends(() => s3.close())
  return s3
}

/** Has a deleted object's folder stay: s3rver would remove it while another request stores into it, and fail for good. */
function keepFolders({ store }: S3rver): void {
  store.deleteObject = async (bucket, key) => {
    const parts = ['object', 'object.md5', 'metadata.json'] as const
    await Promise.all(parts.map(part => rm(store.getResourcePath(bucket, key, part), { force: true })))
  }
}

/** Where to reach the buckets. */
interface S3Ports {
  readonly proxy: number
  readonly direct: number
}

/** Buckets, and the proxy through which servers under test reach them. */
export class S3 {
  readonly proxy: S3Proxy
  readonly #server: S3rver
  readonly #direct: S3Client
  readonly #ports: S3Ports
  #closing: Promise<unknown> | undefined

  constructor(options: { server: S3rver; proxy: S3Proxy; direct: S3Client; ports: S3Ports }) {
    this.proxy = options.proxy
    this.#server = options.server
    this.#direct = options.direct
    this.#ports = options.ports
  }

  /** A new, empty bucket; answers its address as `--blobs` takes it, through the proxy or past it. */
  async freshBlobs(by: keyof S3Ports = 'proxy'): Promise<string> {
    const bucket = `mock-${randomUUID()}`
    await this.#direct.send(new CreateBucketCommand({ Bucket: bucket }))
    const endpoint = encodeURIComponent(`http://127.0.0.1:${this.#ports[by]}`)
    return `s3://${bucket}/mock?endpoint=${endpoint}&region=us-east-1&forcePathStyle=true`
  }

  /** Every blob's key in a bucket, without the prefix; asked past the proxy. */
  async keysIn(blobs: string): Promise<readonly string[]> {
    const { hostname, pathname } = new URL(blobs)
    const prefix = `${pathname.slice(1)}/`
    const keys: string[] = []
    for await (const page of paginateListObjectsV2({ client: this.#direct }, { Bucket: hostname }))
      keys.push(...(page.Contents ?? []).map(({ Key = '' }) => Key))
    const own = keys.map(key => (key.startsWith(prefix) ? key.slice(prefix.length) : key))
    return own.filter(key => key !== 'uploadmock-owner').sort()
  }

  /** Puts bytes under a key, as `keysIn` names it; past the proxy. */
  async putAt(blobs: string, key: string, bytes: Uint8Array): Promise<void> {
    const { hostname, pathname } = new URL(blobs)
    const place = { Bucket: hostname, Key: `${pathname.slice(1)}/${key}` }
    await this.#direct.send(new PutObjectCommand({ ...place, Body: bytes }))
  }

  /** Safe to call twice. */
  async close(): Promise<void> {
    this.#direct.destroy()
    this.#closing ??= Promise.all([this.proxy.close(), this.#server.close()])
    await this.#closing
  }
}

function clientAt(port: number): S3Client {
  return new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: {
      accessKeyId: S3_ENVIRONMENT.AWS_ACCESS_KEY_ID,
      secretAccessKey: S3_ENVIRONMENT.AWS_SECRET_ACCESS_KEY,
    },
  })
}
