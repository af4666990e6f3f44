import { existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { runCommand } from '../helpers/cli.ts'
import { fixture, padded } from '../helpers/media.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const MEDIA = resolve(import.meta.dirname, '../../fixtures/media')
const LOGO = join(MEDIA, 'logo.png')
const PHOTO = join(MEDIA, 'photo.jpg')

function file(name: string, bytes: Uint8Array): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, bytes)
  return path
}

/** Runs a check that must fail for a reason that one line tells. */
async function complaint(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['check', ...args])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^uploadmock: .+\n$/)
  return stderr
}

/** An image whose pixels no format packs well. */
function noise(width: number, height: number, channels: 3 | 4) {
  const background = { r: 1, g: 2, b: 3, alpha: 0.5 }
  const kind = { type: 'gaussian', mean: 128, sigma: 60 } as const
  return sharp({ create: { width, height, channels, background, noise: kind } })
}

describe('uploadmock check', () => {
  it('ends with 0 for a file that passes everywhere', async () => {
    const { code, stdout, stderr } = await runCommand(['check', PHOTO])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(/^photo\.jpg: 3943 bytes, image\/jpeg$/m)
    for (const vendor of ['webex', 'zoom', 'cloud-softphone', 'amazon-connect'])
      expect(stdout).toMatch(new RegExp(`^${vendor} +passes +\\S`, 'm'))
    expect(stdout).not.toContain('REFUSED')
  })

  it('ends with 1 where an endpoint refuses, and says which rule and how to mend it', async () => {
    const { code, stdout } = await runCommand(['check', LOGO])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^cloud-softphone +REFUSED +POST, PUT \/upload_media$/m)
    expect(stdout).toMatch(/^ +error: expected image\/jpeg, video\/mp4; found image\/png$/m)
    expect(stdout).toMatch(/^ +documented: https:/m)
  })

  it('looks only at the vendor that is named', async () => {
    const { code, stdout } = await runCommand(['check', '--vendor', 'zoom', LOGO])
    expect(code).toBe(0)
    expect(stdout).not.toMatch(/webex|softphone|connect/)
    const all = await complaint(['--vendor', 'skype', LOGO])
    expect(all).toContain('no vendor skype: there are webex, zoom, cloud-softphone, amazon-connect')
  })

  it('prints one line of JSON for scripts', async () => {
    const { code, stdout } = await runCommand(['check', '--json', PHOTO, LOGO])
    expect(code).toBe(1)
    expect(stdout.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject([
      { file: PHOTO, bytes: 3943, declaredType: 'image/jpeg', sniffedType: 'image/jpeg' },
      { file: LOGO, endpoints: expect.arrayContaining([expect.objectContaining({ passes: false })]) },
    ])
  })

  it('follows the configured policies', async () => {
    const config = file(
      'uploadmock.yaml',
      Buffer.from('policies: { zoom.user-virtual-background: { maxBytes: 3942 } }'),
    )
    const { code, stdout } = await runCommand(['check', '--vendor', 'zoom', PHOTO, '--config', config])
    expect(code).toBe(1)
    expect(stdout).toContain('error: expected at most 3942 bytes; found 3943 bytes')
    expect(stdout.match(/REFUSED/g)).toHaveLength(1)
  })

  it.each([
    ['nothing', [], 'check needs a file'],
    ['an empty file', [join(MEDIA, 'empty.png')], 'empty.png is empty'],
    ['a directory', [MEDIA], 'is not a file'],
    ['a missing file', [join(MEDIA, 'absent.png')], 'absent.png'],
    ['a device', ['/dev/zero'], '/dev/zero is not a file'],
    ['an unknown option', [LOGO, '--colour', 'red'], '--colour'],
    ['two files to fix', [LOGO, PHOTO, '--fix', 'out.jpg'], '--fix takes one file'],
  ])('says in one line that %s can’t be checked', async (_, args, text) => {
    expect(await complaint(args)).toContain(text)
  })

  it('says in one line that a file is too large for all, and does not read it', async () => {
    const path = file('huge.mp4', Buffer.alloc(0))
    truncateSync(path, 2 * 1024 ** 3 + 1)
    expect(await complaint([path])).toContain('has 2147483649 bytes: no vendor takes more than 1073741824')
  })
})

describe('uploadmock check --fix', () => {
  /** Runs a fix that must work; answers the image that it wrote. */
  async function fixed(args: readonly string[], out: string) {
    const { code, stdout, stderr } = await runCommand(['check', ...args, '--fix', out])
    expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })
    expect((await runCommand(['check', ...args.slice(0, -1), out])).code).toBe(0)
    return sharp(readFileSync(out)).metadata()
  }

  it('makes a PNG that is too big fit, and keeps its transparency', async () => {
    const path = file('big.png', await noise(700, 400, 4).png().toBuffer())
    const out = join(temporaryFolder(), 'out.png')
    const { format, hasAlpha, width, height } = await fixed(['--vendor', 'webex', path], out)
    expect({ format, hasAlpha }).toEqual({ format: 'png', hasAlpha: true })
    expect(readFileSync(out).length).toBeLessThanOrEqual(640_000)
    expect((width ?? 0) / (height ?? 1)).toBeCloseTo(1.75, 1)
  })

  it('makes one that passes at all vendors', async () => {
    const path = file('big.png', await noise(900, 600, 4).png().toBuffer())
    const out = join(temporaryFolder(), 'out.jpg')
    expect(await fixed([path], out)).toMatchObject({ format: 'jpeg' })
    expect(readFileSync(out).length).toBeLessThanOrEqual(399_999)
  })

  it('shows a turned photo upright', async () => {
    const photo = noise(1_600, 1_000, 3).jpeg({ quality: 100 }).withMetadata({ orientation: 6 })
    const path = file('turned.jpg', await photo.toBuffer())
    const {
      width = 0,
      height = 0,
      orientation,
    } = await fixed(['--vendor', 'webex', path], join(temporaryFolder(), 'out.jpg'))
    expect(height / width).toBeCloseTo(1.6, 1)
    expect(orientation ?? 1).toBe(1)
  })

  it.each([
    ['a cut image', 'cut.png', fixture('cut.png')],
    ['an image under a name that lies', 'logo.gif', fixture('logo.png')],
    ['a GIF', 'still.gif', fixture('still.gif')],
  ])('makes a JPEG that passes of %s', async (_, name, bytes) => {
    const out = join(temporaryFolder(), 'out.jpg')
    expect(await fixed([file(name, bytes)], out)).toMatchObject({ format: 'jpeg' })
  })

  it.each(['logo.png', 'icon.svg'])('makes a JPEG that passes of a small image: %s', async name => {
    const small = await sharp(fixture(name)).resize(8, 8).png().toBuffer()
    const path = file(name, name.endsWith('.svg') ? fixture(name) : small)
    expect(await fixed([path], join(temporaryFolder(), 'out.jpg'))).toMatchObject({ format: 'jpeg' })
  })

  it('can write over the file itself', async () => {
    const path = file('big.png', await noise(600, 400, 3).png().toBuffer())
    await fixed(['--vendor', 'webex', path], path)
  })

  it('tells of both files, and the verdict is that on the new one', async () => {
    const path = file('big.png', padded('logo.png', 700_000))
    const out = join(temporaryFolder(), 'out.jpg')
    const { code, stdout } = await runCommand(['check', '--json', path, '--fix', out])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject([{ file: path }, { file: out, sniffedType: 'image/jpeg' }])
  })

  it.each([
    ['a text file', 'a.png', Buffer.from('hello'), 'out.jpg', 'a.png is not an image'],
    ['a video', 'a.mov', fixture('clip.mov'), 'out.jpg', 'a.mov is not an image'],
    ['a name with a type that not all take', 'a.png', fixture('logo.png'), 'out.gif', 'image/jpeg'],
    ['a name with a type that nobody takes', 'a.png', fixture('logo.png'), 'out.webp', 'image/jpeg'],
    ['a name with the ending of a text', 'a.png', fixture('logo.png'), 'out.txt', 'out.txt'],
    ['a name without an ending', 'a.png', fixture('logo.png'), 'out', 'needs an ending'],
  ])('says in one line that %s won’t do, and writes nothing', async (_, name, bytes, outName, text) => {
    const out = join(temporaryFolder(), outName)
    expect(await complaint([file(name, bytes), '--fix', out])).toContain(text)
    expect(existsSync(out)).toBe(false)
  })

  it('says in one line that it can’t write', async () => {
    const out = join(temporaryFolder(), 'absent', 'out.jpg')
    expect(await complaint([LOGO, '--fix', out])).toContain(out)
  })
})
