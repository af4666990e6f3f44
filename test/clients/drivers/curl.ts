import { execFile, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { OperationExample } from '../../../src/http/vendor-kit/examples.ts'
import { sendingDriver } from './sending.ts'

const run = promisify(execFile)
const MEDIA = fileURLToPath(new URL('../../../fixtures/media/', import.meta.url))

/** Whether this machine has curl: `.ci/run` installs it. */
export const hasCurl = spawnSync('curl', ['--version']).error === undefined

/** The command line that people copy out of a vendor's pages. */
export const curl = sendingDriver('curl', async ({ example, url, headers }) => {
  const shown = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const method = example.method === 'HEAD' ? ['-I'] : ['-X', example.method]
  const { stdout } = await run(
    'curl',
    ['-sS', ...method, ...shown, ...bodyArguments(example.body), '-w', '\n%{http_code}', url],
    { encoding: 'latin1', maxBuffer: 50_000_000 },
  )
  const end = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(end + 1)), text: stdout.slice(0, end) }
})

function bodyArguments(body: OperationExample['body']): readonly string[] {
  if (body === undefined) return []
  if ('json' in body) return ['-H', 'Content-Type: application/json', '-d', JSON.stringify(body.json)]
  if ('urlencoded' in body)
    return Object.entries(body.urlencoded).flatMap(([name, value]) => [
      '--data-urlencode',
      `${name}=${value}`,
    ])
  if ('file' in body) return ['-H', `Content-Type: ${body.type}`, '--data-binary', `@${MEDIA}${body.file}`]
  return body.form.flatMap(part => [
    '-F',
    'file' in part ? `${part.name}=@${MEDIA}${part.file};type=${part.type}` : `${part.name}=${part.value}`,
  ])
}
