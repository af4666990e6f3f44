import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../helpers/temporary.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const run = promisify(execFile)

/** The built command in a folder of its own, as a package is. */
function built(): string {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'dist'))
  for (const file of ['main.js', 'launch.js', 'cli.cjs', 'cli.code'])
    cpSync(join(ROOT, 'dist', file), join(folder, 'dist', file))
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'dist')
}

it.each<[string, (code: string) => void]>([
  ['compiled code', () => {}],
  ['compiled code of another Node', code => writeFileSync(code, Buffer.alloc(4_096, 1))],
  ['compiled code that is cut', code => writeFileSync(code, '')],
  ['no compiled code', code => rmSync(code)],
])('the command runs with %s', async (_, prepare) => {
  const dist = built()
  prepare(join(dist, 'cli.code'))
  const { stdout, stderr } = await run(process.execPath, [join(dist, 'main.js'), '--version'])
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(stderr).toBe('')
})
