import sharp, { type Sharp } from 'sharp'
import { expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { upload } from '../../vendors/zoom/zoom-client.ts'

/** Larger than what is decoded as a whole, and far smaller than what any decoder fears. */
const WIDE = { width: 4_500, height: 4_000, channels: 3, background: 'teal' } as const

function wide(): Sharp {
  return sharp({ create: WIDE })
}

/** A GIF of one pixel that announces as many: to encode one whole takes long. */
function gifHead(): Buffer {
  const size = Buffer.alloc(4)
  size.writeUInt16LE(WIDE.width)
  size.writeUInt16LE(WIDE.height, 2)
  const screen = Buffer.concat([Buffer.from('GIF89a'), size, Buffer.from('800000000000ffffff', 'hex')])
  const picture = Buffer.concat([
    Buffer.from('2c00000000', 'hex'),
    size,
    Buffer.from('0002024c01003b', 'hex'),
  ])
  return Buffer.concat([screen, picture])
}

async function thumbnailOf(bytes: Buffer, name: string, type: string) {
  const { url } = await startTestServer()
  expect((await upload(url, undefined, { name, bytes, type })).status).toBe(201)
  const [asset] = await assetsOf(url)
  const reply = await fetch(`${url}/_mock/assets/${asset?.id}/thumbnail`)
  return {
    status: reply.status,
    type: reply.headers.get('content-type'),
    pixels: reply.headers.get('x-mock-pixels'),
    body: Buffer.from(await reply.arrayBuffer()),
  }
}

it.each<[string, string, () => Promise<Buffer>]>([
  ['a GIF', 'image/gif', async () => gifHead()],
  ['an interlaced PNG', 'image/png', () => wide().png({ progressive: true }).toBuffer()],
  ['a progressive JPEG', 'image/jpeg', () => wide().jpeg({ progressive: true }).toBuffer()],
])(
  'is a sign that says why, where decoding would take the whole picture into memory: %s',
  async (_, type, make) => {
    const drawn = await thumbnailOf(await make(), 'wide', type)
    expect(drawn).toMatchObject({
      status: 200,
      type: expect.stringMatching(/^image\/svg/),
      pixels: '4500x4000',
    })
    expect(drawn.body.toString()).toContain('18 megapixels: not drawn')
  },
)

it('is a picture of one as large that is read line by line', async () => {
  const drawn = await thumbnailOf(await wide().png().toBuffer(), 'wide.png', 'image/png')
  expect(drawn).toMatchObject({ status: 200, type: 'image/webp', pixels: '4500x4000' })
  expect(await sharp(drawn.body).metadata()).toMatchObject({ width: 320, height: 284 })
})
