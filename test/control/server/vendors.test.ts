import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { vendors } from '../../../src/vendors/index.ts'
import { sendRaw } from '../../helpers/raw-http.ts'
import { startTestServer } from '../../helpers/server.ts'

interface Listed {
  readonly items: readonly { readonly [key: string]: unknown; readonly curl: string }[]
}

/** The vendors as a request with such a head is told of them. */
async function listed(port: number, path: string, ...headers: readonly string[]): Promise<Listed['items']> {
  const head = [`GET ${path}/_mock/vendors HTTP/1.1`, ...headers]
  const { body } = await sendRaw(port, `${head.join('\r\n')}\r\n\r\n`)
  return (JSON.parse(Buffer.from(body, 'latin1').toString()) as Listed).items
}

it.each([
  ['', 'host: localhost', 'http://localhost'],
  ['/ns/team-1', 'host: localhost', 'http://localhost/ns/team-1'],
  ['', 'x-mock-namespace: team-1\r\nhost: localhost', 'http://localhost/ns/team-1'],
  ['', 'host: team-1.localhost', 'http://team-1.localhost'],
  ['/ns/team-2', 'host: team-1.localhost', 'http://team-1.localhost/ns/team-2'],
])(
  'the vendors are listed with addresses of the namespace that %s with %j names',
  async (path, head, url) => {
    const { port } = await startTestServer()
    expect(await listed(port, path, head)).toEqual(
      vendors.map(({ name, title, uploads, basePath, previews, curl }) => ({
        name,
        title,
        uploads,
        previews,
        baseUrl: url + basePath,
        curl: curl(url + basePath, ''),
      })),
    )
  },
)

it('a host that is a shell command does not run in a line that is pasted', async () => {
  const { port } = await startTestServer()
  const items = await listed(port, '', "host: x';id;'.localhost")
  expect(items).toHaveLength(vendors.length)
  for (const { curl } of items) {
    const line = `curl() { :; }; base64() { :; }; ${curl}`
    expect((await promisify(execFile)('sh', ['-c', line])).stdout).toBe('')
  }
})
