import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { worldAt } from '../../helpers/faults.ts'
import { fixture } from '../../helpers/media.ts'
import { RawConnection } from '../../helpers/raw-http.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { temporaryFolder } from '../../helpers/temporary.ts'
import { uploadedUrl } from '../../vendors/cloud-softphone/softphone.ts'

const PHOTO = fixture('photo.jpg').length

/** A server with one file of the softphone's, the path of its bytes, and what asks for them. */
async function setUp() {
  const dir = join(temporaryFolder(), 'data')
  const server = await startTestServer({ dataDir: dir })
  const media = await uploadedUrl(server.url)
  const [blob] = readdirSync(join(dir, 'blobs'), { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  )
  if (blob === undefined) throw new Error('no blob')
  const [asset] = await assetsOf(server.url)
  const { id, name } = asset ?? {}
  return {
    ...server,
    media,
    path: join(blob.parentPath, blob.name),
    asset: `${id} (${name})`,
    id: String(id),
  }
}

const asked = (id: string) => [
  `/_mock/assets/${id}/content`,
  '/_mock/state',
  '/_mock/assets?sha256=true',
  `/_mock/assets/${id}`,
  `/_mock/assets/${id}/thumbnail`,
]

async function refusalOf(url: string, headers = {}) {
  const response = await fetch(url, { headers })
  const { error } = (await response.json()) as { error: { code: string; message: string } }
  return { status: response.status, code: error.code, message: error.message }
}

describe('a file whose bytes were shortened behind the server’s back', () => {
  it('is an error that names the asset, wherever its bytes are asked for', async () => {
    const { url, path, asset, id } = await setUp()
    truncateSync(path, PHOTO - 1)
    const message = `asset ${asset} is damaged: ${PHOTO - 1} bytes are there, ${PHOTO} were stored`
    for (const at of asked(id))
      expect(await refusalOf(url + at), at).toEqual({ status: 500, code: 'internal', message })
    const range = { range: 'bytes=0-9' }
    expect(await refusalOf(`${url}/_mock/assets/${id}/content`, range)).toMatchObject({
      status: 500,
      message,
    })
  })

  it('is an error at the vendor’s address, answered at once, which the journal explains', async () => {
    const { url, port, media, path, asset } = await setUp()
    truncateSync(path, 10)
    const connection = await RawConnection.open(port)
    for (let n = 0; n < 2; n++) {
      connection.write(`GET ${new URL(media).pathname} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`)
      const reply = await connection.reply()
      expect(reply.status).toBe(500)
      expect(reply.headers['content-type']).not.toContain('image')
    }
    const [entry] = await worldAt(url).requests.list({ operation: 'getMedia' })
    expect(entry?.findings[0]?.message).toBe(
      `asset ${asset} is damaged: 10 bytes are there, ${PHOTO} were stored`,
    )
  })
})

describe('a file whose bytes were changed behind the server’s back', () => {
  it('never comes whole once its sha256 is known', async () => {
    const { url, path, asset, id } = await setUp()
    await (await fetch(`${url}/_mock/assets/${id}`)).json()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0, 100, 200))
    const message = `asset ${asset} is damaged: its sha256 is another one`
    // Small enough that not a byte was on its way.
    expect(await refusalOf(`${url}/_mock/assets/${id}/content`)).toMatchObject({ status: 500, message })
    const state = await fetch(`${url}/_mock/state`)
    await expect(state.arrayBuffer()).rejects.toThrow()
  })
})

describe('a file whose bytes are gone', () => {
  it('is an error that names the asset', async () => {
    const { url, path, asset, id } = await setUp()
    rmSync(path)
    const refused = { status: 404, code: 'not-found', message: `content of asset ${asset} does not exist` }
    for (const at of [`/_mock/assets/${id}/content`, '/_mock/state'])
      expect(await refusalOf(url + at), at).toEqual(refused)
    expect(await assetsOf(url)).toMatchObject([{ id, sha256: null }])
  })
})
