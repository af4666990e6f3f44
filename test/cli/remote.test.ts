import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Place, runCommand } from '../helpers/cli.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'
import { temporaryFolder } from '../helpers/temporary.ts'
import { upload as uploadToSoftphone } from '../vendors/cloud-softphone/softphone.ts'
import { upload } from '../vendors/zoom/zoom-client.ts'

const UPLOAD = 'uploadUserVirtualBackground'

/** Sends an upload that passes, one that does not, and one to another vendor. */
async function sendThree(url: string): Promise<void> {
  await upload(url)
  await upload(url, undefined, { name: 'a.txt', bytes: Buffer.from('hello'), type: 'text/plain' })
  await uploadToSoftphone(url)
}

/** Runs a command that must fail for a reason that one line tells. */
async function complaint(args: readonly string[], place: Place = {}): Promise<string> {
  const { code, stdout, stderr } = await runCommand(args, place)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^uploadmock: .+\n$/)
  return stderr
}

/** A server that is no uploadmock; answers its address. */
async function otherServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // it listens on a port
}

interface Shown {
  readonly id: string
  readonly vendor: string
  readonly outcome: string
}

async function listed(url: string, ...args: readonly string[]): Promise<readonly Shown[]> {
  const { code, stdout } = await runCommand(['requests', '--url', url, '--json', ...args])
  expect(code).toBe(0)
  return stdout
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Shown)
}

describe('uploadmock requests', () => {
  it('says so where there are none', async () => {
    const { url } = await startTestServer()
    expect(await runCommand(['requests', '--url', url])).toEqual({
      code: 0,
      stdout: 'no requests\n',
      stderr: '',
    })
  })

  it('prints a table, oldest first, with what was found', async () => {
    const { url } = await startTestServer()
    await sendThree(url)
    const ids = (await listed(url)).map(({ id }) => id)
    const { code, stdout } = await runCommand(['requests', '--url', url])
    expect(code).toBe(0)
    const [head = '', ...rows] = stdout.trimEnd().split('\n')
    expect(head).toMatch(/^TIME +VENDOR +OPERATION +OUTCOME +STATUS +MS +ID +FINDINGS$/)
    expect(rows.map(row => row.split(/ {2,}/).slice(1))).toEqual([
      ['zoom', UPLOAD, 'accepted', '201', expect.stringMatching(/^\d+$/), ids[0]],
      ['zoom', UPLOAD, 'refused', '400', expect.any(String), ids[1], expect.stringContaining('.types')],
      ['cloud-softphone', 'uploadMedia', 'accepted', '200', expect.any(String), ids[2]],
    ])
    expect(new Set([head, ...rows].map(row => row.search(/VENDOR|zoom|cloud/))).size).toBe(1)
  })

  it('prints a line of JSON for each with --json', async () => {
    const { url } = await startTestServer()
    expect(await listed(url)).toEqual([])
    await sendThree(url)
    expect(await listed(url)).toMatchObject([
      { vendor: 'zoom', outcome: 'accepted', parts: [{ filename: 'photo.jpg' }] },
      { vendor: 'zoom', outcome: 'refused' },
      { vendor: 'cloud-softphone' },
    ])
  })

  it('prints those that are asked for', async () => {
    const { url } = await startTestServer()
    await sendThree(url)
    expect(await listed(url, '--vendor', 'zoom')).toHaveLength(2)
    expect(await listed(url, '--vendor', 'zoom', '--outcome', 'refused')).toHaveLength(1)
    expect(await listed(url, '--operation', 'uploadMedia')).toMatchObject([{ vendor: 'cloud-softphone' }])
  })

  it('explains one, or prints it as JSON', async () => {
    const { url } = await startTestServer()
    await sendThree(url)
    const id = (await listed(url))[1]?.id ?? ''
    const { code, stdout } = await runCommand(['requests', id, '--url', url])
    expect(code).toBe(0)
    expect(stdout).toContain('zoom.user-virtual-background.types')
    expect(stdout).toContain('curl ')
    const { stdout: json } = await runCommand(['requests', id, '--url', url, '--json'])
    expect(JSON.parse(json)).toMatchObject({ id, outcome: 'refused' })
  })

  it('looks into the namespace that is named', async () => {
    const { url } = await startTestServer()
    await upload(`${url}/ns/one`)
    expect(await listed(url)).toEqual([])
    expect(await listed(`${url}/`, '--namespace', 'one')).toMatchObject([{ namespace: 'one' }])
  })

  it.each<[string, readonly string[], string]>([
    ['another outcome', ['--outcome', 'lost'], 'accepted, refused, aborted, faulted'],
    ['a namespace that can’t be one', ['--namespace', 'NOT_ONE'], 'NOT_ONE'],
    ['no address', ['--url', 'nowhere'], 'nowhere'],
    ['an unknown option', ['--colour', 'red'], '--colour'],
    ['two ids', ['one', 'two'], 'two'],
    ['an id that is nobody’s', ['no/such?id'], 'no/such?id'],
  ])('says in one line that %s won’t do', async (_, args, text) => {
    const { url } = await startTestServer()
    expect(await complaint(['requests', '--url', url, ...args])).toContain(text)
  })
})

describe('uploadmock reset', () => {
  it('empties the default namespace, or the one that is named, or all', async () => {
    const { url } = await startTestServer()
    const worlds = [url, `${url}/ns/one`, `${url}/ns/two`]
    const counts = async () => Promise.all(worlds.map(async world => (await assetsOf(world)).length))
    for (const world of worlds) await upload(world)
    const first = await runCommand(['reset', '--url', url])
    expect(first).toEqual({ code: 0, stdout: 'namespace default is reset\n', stderr: '' })
    expect(await counts()).toEqual([0, 1, 1])
    const second = await runCommand(['reset', '--url', url, '--namespace', 'one'])
    expect(second.stdout).toBe('namespace one is reset\n')
    expect(await counts()).toEqual([0, 0, 1])
    expect((await runCommand(['reset', '--url', url, '--all'])).stdout).toBe('every namespace is reset\n')
    expect(await counts()).toEqual([0, 0, 0])
  })

  it.each([[['extra']], [['--namespace', 'NOT_ONE']], [['--vendor', 'zoom']]])(
    'says in one line that %j won’t do, and empties nothing',
    async args => {
      const { url } = await startTestServer()
      await upload(url)
      await complaint(['reset', '--url', url, ...args])
      expect(await assetsOf(url)).toHaveLength(1)
    },
  )
})

describe.each(['requests', 'reset'])('uploadmock %s', command => {
  it('follows the configured port and host', async () => {
    const { url, port } = await startTestServer()
    const config = join(temporaryFolder(), 'uploadmock.yaml')
    writeFileSync(config, `port: ${port}\nhost: 0.0.0.0\n`)
    const { host } = new URL(url)
    for (const [args, place] of [
      [['--port', String(port)], {}],
      [['--config', config], {}],
      [[], { env: { UPLOADMOCK_PORT: String(port) } }],
      [[], { env: { UPLOADMOCK_CONFIG: config } }],
      [['--url', url], { env: { UPLOADMOCK_PORT: '1' } }],
      [['--url', `http://${host}//`], {}],
    ] as const)
      expect(await runCommand([command, ...args], place)).toMatchObject({ code: 0, stderr: '' })
  })

  it('shows the token that is given, or the configured one', async () => {
    const { url, port } = await startTestServer({ controlToken: 'secret' })
    const config = join(temporaryFolder(), 'uploadmock.json')
    writeFileSync(config, JSON.stringify({ port, controlToken: 'secret' }))
    expect((await runCommand([command, '--url', url, '--token', 'secret'])).code).toBe(0)
    expect((await runCommand([command, '--config', config])).code).toBe(0)
    for (const args of [[], ['--token', 'wrong']])
      expect(await complaint([command, '--url', url, ...args])).toContain('controlToken')
    await complaint([command, '--config', config, '--token', 'wrong'])
  })

  it.each(['127.0.0.1', 'localhost', '[::1]'])('says in one line that nobody listens at %s', async host => {
    const server = await startTestServer()
    await server.close()
    const line = await complaint([command, '--url', `http://${host}:${server.port}`])
    expect(line).toMatch(/does not answer: .*(?:ECONNREFUSED|EADDRNOTAVAIL)/)
  })

  it('says in one line that no host has the name', async () => {
    const line = await complaint([command, '--url', 'http://no-such-host.invalid:4600'])
    expect(line).toContain('no-such-host.invalid')
  })

  it.each([
    ['a page that it has not', 404, '<html>\n<h1>Not Found</h1>\n</html>\n'],
    ['an empty refusal', 502, ''],
  ])('says in one line that another server answers with %s', async (_, status, body) => {
    const url = await otherServer((_request, response) => response.writeHead(status).end(body))
    await complaint([command, '--url', url])
  })
})

describe('a server that is no uploadmock', () => {
  it.each(['<!doctype html>\n<p>hello', '{}', 'null', ''])(
    'is told as one in one line, where it answers 200 with %j',
    async body => {
      const url = await otherServer((_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(body)
      })
      await complaint(['requests', '--url', url])
    },
  )
})
