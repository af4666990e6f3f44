import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { selfSigned } from '../helpers/certificate.ts'
import { RunningCommand, runCommand } from '../helpers/cli.ts'
import { filePart, rawForm } from '../helpers/form.ts'
import { fixture, padded } from '../helpers/media.ts'
import { RawConnection } from '../helpers/raw-http.ts'
import { assetsOf } from '../helpers/server.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

const PATH = '/v2/users/me/settings/virtual_backgrounds'

async function upload(url: string): Promise<Response> {
  const { body, type } = rawForm([filePart('file', 'logo.png', 'image/png', fixture('logo.png'))])
  const headers = { authorization: 'Bearer secret-token', 'content-type': type }
  return fetch(url + PATH, { method: 'POST', headers, body })
}

describe('uploadmock start', () => {
  it('prints one line of JSON when it is ready, and nothing else, with --json', async () => {
    const command = new RunningCommand(['--port', '0', '--json'])
    const url = await command.ready()
    const { event, port } = JSON.parse(command.stdout)
    expect({ event, url }).toEqual({ event: 'ready', url: `http://127.0.0.1:${port}` })
    expect((await fetch(`${url}/_mock/health`)).status).toBe(200)
    expect(command.stdout.trim().split('\n')).toHaveLength(1)
  })

  it('prints where it listens and a curl line for each vendor', async () => {
    const command = new RunningCommand(['start', '--port', '0', '--log-level', 'warn'])
    while (!command.stdout.includes('/_mock/')) await once(command.process.stdout ?? command.process, 'data')
    expect(command.stdout).toMatch(/^uploadmock listens on http:\/\/127\.0\.0\.1:\d+$/m)
    expect(command.stdout.match(/\bcurl /g)).toHaveLength(4)
  })

  it.each(['SIGTERM', 'SIGINT'] as const)('ends with 0 at %s', async signal => {
    const command = new RunningCommand(['--port', '0', '--json'])
    await command.ready()
    command.process.kill(signal)
    expect(await command.ended()).toBe(0)
  })

  it('lets a running upload end at the first signal, and ends at once at the second', async () => {
    const command = new RunningCommand(['--port', '0', '--json'])
    const url = await command.ready()
    const { body, type } = rawForm([filePart('file', 'a.png', 'image/png', padded('logo.png', 100_000))])
    const connection = await RawConnection.open(Number(new URL(url).port))
    connection.write(
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`,
    )
    connection.write(body.subarray(0, 50_000))
    await expect.poll(() => fetch(`${url}/_mock/health`).then(reply => reply.status)).toBe(200)
    command.process.kill('SIGTERM')
    await expect
      .poll(() =>
        fetch(`${url}/_mock/health`).then(
          () => 'up',
          () => 'down',
        ),
      )
      .toBe('down')
    command.process.kill('SIGTERM')
    expect(await command.ended()).toBe(1)
  })

  it('keeps what was stored over a restart with --data-dir', async () => {
    const dir = join(temporaryFolder(), 'data')
    const first = new RunningCommand(['--port', '0', '--json', '--data-dir', dir])
    expect((await upload(await first.ready())).status).toBe(201)
    first.process.kill('SIGTERM')
    await first.ended()
    const second = new RunningCommand(['--port', '0', '--json', '--data-dir', dir])
    expect(await assetsOf(await second.ready())).toMatchObject([{ name: 'logo.png', vendor: 'zoom' }])
  })

  it('takes its settings from file, environment and options, later ones winning', async () => {
    const dir = temporaryFolder()
    writeFileSync(join(dir, 'uploadmock.yaml'), 'port: 0\nauth: strict\npublicUrl: http://from.file\n')
    const env = { UPLOADMOCK_AUTH: 'off', UPLOADMOCK_PUBLIC_URL: 'http://from.environment' }
    const command = new RunningCommand(['--json', '--public-url', 'http://from.option/'], { cwd: dir, env })
    const url = await command.ready()
    const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))])
    const reply = await fetch(`${url}/upload_media`, {
      method: 'POST',
      headers: { 'content-type': type },
      body,
    })
    expect(await reply.json()).toEqual({
      media_url: expect.stringMatching(/^http:\/\/from\.option\/media\//),
    })
  })

  it('serves https from a certificate and a key, and its own health check passes', async () => {
    const { tlsCert: cert, tlsKey: key } = selfSigned(temporaryFolder())
    const command = new RunningCommand(['--port', '0', '--json', '--tls-cert', cert, '--tls-key', key])
    const url = await command.ready()
    expect(url).toMatch(/^https:/)
    const call = request(`${url}/_mock/health`, { rejectUnauthorized: false }).end()
    const [response] = await once(call, 'response')
    response.resume()
    expect(response.statusCode).toBe(200)
    const env = { UPLOADMOCK_PORT: new URL(url).port, UPLOADMOCK_TLS_CERT: cert, UPLOADMOCK_TLS_KEY: key }
    expect(await runCommand(['healthcheck'], { env })).toMatchObject({ code: 0, stdout: 'ok\n' })
  })

  it('logs JSON lines without a body, a token or a file where there is no terminal', async () => {
    const command = new RunningCommand(['--port', '0', '--json', '--log-level', 'debug'])
    const url = await command.ready()
    await upload(url)
    await fetch(`${url}/v2/nothing?access_token=secret-query`, {
      headers: { authorization: 'Bearer secret-token' },
    })
    command.process.kill('SIGTERM')
    await command.ended()
    const lines = command.stderr.trim().split('\n')
    expect(lines.map(line => JSON.parse(line).msg)).toContain('refused')
    expect(command.stderr).not.toMatch(/secret|PNG/)
  })
})

it('says in strict mode who is not let in, and that a credential is needed', async () => {
  const command = new RunningCommand(['--port', '0', '--auth', 'strict', '--log-level', 'warn'])
  while (!command.stdout.includes('Nobody')) await once(command.process.stdout ?? command.process, 'data')
  expect(command.stdout).toContain('a credential that the configuration lists')
  expect(command.stdout).toContain('Nobody is let in at webex, zoom, cloud-softphone, amazon-connect')
})

describe('a start that can’t be', () => {
  it.each([
    ['an unknown option', ['--nope'], /^uploadmock: Unknown option '--nope'\n$/],
    ['an unknown command', ['nonsense'], /^uploadmock: no command nonsense.*\n$/],
    ['a port that is none', ['--port', 'abc'], /^uploadmock: --port: .*\n$/],
    ['a port out of range', ['--port', '70000'], /^uploadmock: --port: .*\n$/],
    ['a word that is no mode', ['--auth', 'maybe'], /^uploadmock: --auth: .*\n$/],
    [
      'a data directory that is a file',
      ['--data-dir', '/dev/null/x'],
      /^uploadmock: can't use \/dev\/null\/x: .*\n$/,
    ],
    [
      'a data directory that can’t be made',
      ['--data-dir', '/proc/x'],
      /^uploadmock: can't use \/proc\/x: .*\n$/,
    ],
    [
      'a data directory that has somebody else’s files',
      ['--data-dir', '.'],
      /^uploadmock: \/\S+ has files and is no data directory of uploadmock's .*\n$/,
    ],
    ['half of a certificate', ['--tls-cert', '/x'], /^uploadmock: tls-cert and tls-key go together\n$/],
    [
      'a certificate that is not there',
      ['--tls-cert', '/x', '--tls-key', '/y'],
      /^uploadmock: can't read \/x: .*\n$/,
    ],
    ['a configuration that is not there', ['--config', '/x.yaml'], /^uploadmock: can't read \/x.yaml: .*\n$/],
    ['an argument too many', ['start', 'now'], /^uploadmock: unexpected argument now\n$/],
    ['a command that every object has', ['constructor'], /^uploadmock: no command constructor.*\n$/],
    ['a public address with a user', ['--public-url', 'http://u:p@x'], /^uploadmock: --public-url: .*\n$/],
    [
      'a certificate that is none',
      ['--tls-cert', 'package.json', '--tls-key', 'package.json'],
      /^uploadmock: tls-cert or tls-key can't be used: .*\n$/,
    ],
  ])('says %s in one line and ends with 2', async (_, args, complaint) => {
    const outcome = await runCommand(args)
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(complaint)
  })

  it.each([
    ['upload: [/a], precheck: [/a]', 'cloud-softphone'],
    ['upload: [/v1/x]', 'webex'],
    ['upload: [/_mock/reset]', 'uploadmock'],
  ])('says that a path is taken: %s', async (paths, owner) => {
    const file = join(temporaryFolder(), 'uploadmock.yaml')
    writeFileSync(file, `vendors: { cloud-softphone: { paths: { ${paths} } } }`)
    const outcome = await runCommand(['--port', '0', '--config', file])
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(
      new RegExp(`^uploadmock: vendors\\.cloud-softphone: the path .* is taken by ${owner} .*\n$`),
    )
  })

  it('says that its port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    onTestFinished(() => void taken.close())
    const address = taken.address()
    const port = typeof address === 'object' ? String(address?.port) : ''
    const outcome = await runCommand(['--port', port])
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(new RegExp(`^uploadmock: port ${port} is in use.*\n$`))
  })

  it('says that its data directory is in use', async () => {
    const dir = temporaryFolder()
    await new RunningCommand(['--port', '0', '--json', '--data-dir', dir]).ready()
    const outcome = await runCommand(['--port', '0', '--data-dir', dir])
    expect(outcome.code).toBe(2)
    expect(outcome.stderr).toMatch(/^uploadmock: can't open .*: another server uses it\n$/)
  })
})
