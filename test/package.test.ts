import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from './helpers/temporary.ts'

const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '..')

const CLIENT = `
import { startUploadmock, type AssetInfo, type Uploadmock, type VendorName } from 'uploadmock'
const vendor: VendorName = 'zoom'
// @ts-expect-error no vendor has this name
const other: VendorName = 'zooom'
const mock: Uploadmock = await startUploadmock({ auth: 'off' })
const form = new FormData()
form.append('file', new Blob([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], { type: 'image/jpeg' }), 'a.jpg')
const url = mock.namespace('one').baseUrl(vendor) + '/users/me/settings/virtual_backgrounds'
const reply = await fetch(url, { method: 'POST', body: form })
const [asset]: readonly AssetInfo[] = await mock.namespace('one').assets.list()
console.log(reply.status, asset?.name, asset?.bytes, (await mock.assets.list()).length)
await mock.close()
`

// It asks the registry for the package's dependencies, so that only the gate does it.
it.skipIf(process.env.CI !== 'true')(
  'works when it is packed and installed into an empty folder',
  async () => {
    const dir = temporaryFolder()
    const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', dir], {
      cwd: ROOT,
    })
    const [pack] = Object.values(JSON.parse(stdout)) as [{ filename: string; files: { path: string }[] }]
    expect(
      pack.files
        .map(file => file.path)
        .filter(path => !/^(?:dist\/|README|LICENSE|package\.json)/.test(path)),
    ).toEqual([])
    writeFileSync(join(dir, 'package.json'), '{"type":"module","private":true}')
    await run(
      'npm',
      ['install', '--prefer-offline', join(dir, pack.filename), 'typescript', '@types/node@20'],
      { cwd: dir },
    )
    const version = await run('npx', ['uploadmock', '--version'], { cwd: dir })
    expect(version.stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/)
    writeFileSync(join(dir, 'client.ts'), CLIENT)
    const options = ['--module', 'nodenext', '--target', 'es2023', '--strict', '--types', 'node']
    await run('npx', ['tsc', ...options, 'client.ts'], { cwd: dir })
    const output = await run(process.execPath, ['client.js'], { cwd: dir })
    expect(output.stdout.trim()).toBe('201 a.jpg 4 0')
  },
  180_000,
)
