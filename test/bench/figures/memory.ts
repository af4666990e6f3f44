import { readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { formAround } from '../bodies.ts'
import type { Load } from '../load.ts'
import { send } from '../send.ts'
import type { Server, Servers } from '../servers.ts'
import type { Figure, Part } from './figure.ts'

const MB = 1e6
const UPLOADS = 64
const ROUNDS = 3
const VIDEO_BYTES = 1e9

/** Uploads at the same time into a data directory: whole files must not gather in memory. */
export const parallelPart: Part = {
  name: 'peak of 64 uploads',
  measure: servers => peaks(servers, 'peak of 64 uploads of 15 MB', {}),
}

/** The same from clients that take seconds: whoever waits must not cost more. */
export const slowPart: Part = {
  name: 'peak of 64 slow uploads',
  measure: servers => peaks(servers, 'peak of 64 slow uploads of 15 MB', { bytesPerSecond: 2 * MB }),
}

/** One upload that no memory would hold. */
export const videoPart: Part = {
  name: 'peak of a video',
  async measure(servers) {
    const samples = []
    const config = { policies: { 'cloud-softphone.media': { maxBytes: 2 * VIDEO_BYTES } } }
    for (let round = 0; round < ROUNDS; round++)
      samples.push(
        await servers.with({ dataDir: true, config }, async server => {
          const before = memoryOf(server).resident
          await uploadVideo(server)
          return memoryOf(server).peak - before
        }),
      )
    return [{ name: 'memory grown by a video of 1 GB', unit: 'MB', samples, target: { atMost: 64 } }]
  },
}

async function peaks(
  servers: Servers,
  name: string,
  pace: Pick<Load, 'bytesPerSecond'>,
): Promise<readonly Figure[]> {
  const samples = []
  for (let round = 0; round < ROUNDS; round++)
    samples.push(
      await servers.with({ dataDir: true }, async server => {
        await send({
          ...pace,
          port: server.port,
          path: '/v2/users/u{n}/settings/virtual_backgrounds',
          headers: { authorization: 'Bearer test' },
          body: { kind: 'form', bytes: 15 * MB },
          connections: UPLOADS,
          requests: UPLOADS,
          first: 0,
        })
        return memoryOf(server).peak
      }),
    )
  return [{ name, unit: 'MB', samples, target: { atMost: 200 } }]
}

/** What the system says of a process, in MB: what it holds, and the most it held since it was last asked. Linux. */
function memoryOf({ process: { pid } }: Server) {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (field: string) =>
    (Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024) / MB
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  return { resident: read('VmRSS'), peak: read('VmHWM') }
}

/** The form is made while it is sent. */
async function uploadVideo({ port }: Server): Promise<void> {
  const fields = { from: 'alice', password: 'test' }
  const { type, head, tail } = formAround({ filename: 'long.mp4', type: 'video/mp4', fields })
  const headers = { 'content-type': type, 'content-length': head.length + VIDEO_BYTES + tail.length }
  const sent = request({ port, host: '127.0.0.1', path: '/upload_media', method: 'POST', headers })
  const answered = new Promise<number>((resolve, reject) =>
    sent.once('response', ({ statusCode = 0 }) => resolve(statusCode)).once('error', reject),
  )
  await pipeline(function* () {
    yield head
    const piece = Buffer.alloc(MB, 'ftypisom')
    for (let at = 0; at < VIDEO_BYTES; at += piece.length) yield piece
    yield tail
  }, sent)
  const status = await answered
  if (status !== 200) throw new Error(`the video was answered ${status}`)
  const reply = await fetch(`http://127.0.0.1:${port}/_mock/assets`)
  const { items } = (await reply.json()) as { readonly items: readonly { readonly bytes: number }[] }
  if (items[0]?.bytes !== VIDEO_BYTES) throw new Error(`${items[0]?.bytes} bytes of the video were stored`)
}
