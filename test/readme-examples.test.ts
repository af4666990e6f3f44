import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it, onTestFinished } from 'vitest'

const run = promisify(execFile)
const ROOT = resolve(import.meta.dirname, '..')
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')

/** An example of the README as it stands. */
function example(name: string): string {
  const found = new RegExp(`^\`\`\`\\w+ example=${name}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(readme)
  expect(found, `README has no example ${name}`).not.toBeNull()
  return found?.[1] ?? ''
}

/** A folder inside the package: there its own name leads to the built library. */
function folder(): string {
  const path = mkdtempSync(join(ROOT, 'test/.readme-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

/** Stands for Testcontainers where no engine is: a container is the built server on a free port. */
const CONTAINERS = `
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
export const Wait = { forHttp: (path, port) => ({ path, port }) }
export class GenericContainer {
  constructor(image) { this.image = image }
  withExposedPorts() { return this }
  withWaitStrategy() { return this }
  async start() {
    const server = spawn(process.execPath, [${JSON.stringify(join(ROOT, 'dist/main.js'))}, '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'ignore'] })
    const [line] = await new Promise(done => createInterface(server.stdout).once('line', (...args) => done(args)))
    const { port } = JSON.parse(line)
    return { getHost: () => '127.0.0.1', getMappedPort: () => port, stop: async () => void server.kill('SIGTERM') }
  }
}
`

it('has an example for vitest that passes', async () => {
  const path = folder()
  writeFileSync(join(path, 'example.test.ts'), example('vitest'))
  writeFileSync(join(path, 'vitest.config.mjs'), 'export default { test: { include: ["*.test.ts"] } }')
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { stdout } = await run(process.execPath, [vitest, 'run', '--root', path], {
    env: { ...process.env, NO_COLOR: '1' },
  })
  expect(stdout).toMatch(/Tests +1 passed/)
})

it("has an example for Node's runner that passes", async () => {
  const path = folder()
  writeFileSync(join(path, 'example.test.mjs'), example('node'))
  const { stdout } = await run(process.execPath, [
    '--test',
    '--test-reporter=tap',
    join(path, 'example.test.mjs'),
  ])
  expect(stdout).toMatch(/^# pass 1$/m)
})

it('has an example for Testcontainers that works against a server in its place', async () => {
  const path = folder()
  const module = join(path, 'node_modules/testcontainers')
  mkdirSync(module, { recursive: true })
  writeFileSync(
    join(module, 'package.json'),
    '{"name":"testcontainers","type":"module","exports":"./index.js"}',
  )
  writeFileSync(join(module, 'index.js'), CONTAINERS)
  writeFileSync(join(path, 'example.mjs'), example('testcontainers'))
  const { stdout } = await run(process.execPath, [join(path, 'example.mjs')])
  expect(stdout.trim()).toBe('[]')
})
