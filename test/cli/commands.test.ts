import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { version } from '../../src/version.ts'
import { RunningCommand, runCommand } from '../helpers/cli.ts'
import { temporaryFolder } from '../helpers/temporary.ts'

function file(name: string, text: string): string {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, text)
  return path
}

describe('uploadmock env', () => {
  it('prints lines that a shell takes, for one vendor', async () => {
    const { code, stdout } = await runCommand(['env', 'zoom'])
    expect(code).toBe(0)
    expect(stdout).toBe(
      "export ZOOM_BASE_URL='http://127.0.0.1:4600/v2'\nexport ZOOM_ACCESS_TOKEN='uploadmock-zoom-token'\n",
    )
  })

  it('follows the configured port and prints all vendors', async () => {
    const { stdout } = await runCommand(['env'], { env: { UPLOADMOCK_PORT: '4711' } })
    expect(stdout).toContain("export AWS_ENDPOINT_URL_CONNECT='http://127.0.0.1:4711'")
    expect(stdout).toContain("export WEBEX_BASE_URL='http://127.0.0.1:4711/v1'")
    expect(stdout).toContain("export CLOUD_SOFTPHONE_UPLOAD_URL='http://127.0.0.1:4711/upload_media'")
  })

  it('names the vendors when it is asked for another', async () => {
    expect(await runCommand(['env', 'skype'])).toMatchObject({
      code: 2,
      stderr: 'uploadmock: no vendor skype: there are webex, zoom, cloud-softphone, amazon-connect\n',
    })
  })
})

describe('uploadmock healthcheck', () => {
  it('follows the configured port', async () => {
    const url = await new RunningCommand(['--port', '0', '--json']).ready()
    const env = { UPLOADMOCK_PORT: new URL(url).port, UPLOADMOCK_HOST: '0.0.0.0' }
    expect(await runCommand(['healthcheck'], { env })).toMatchObject({ code: 0, stdout: 'ok\n' })
  })

  it('ends with 1 when nobody answers', async () => {
    expect(await runCommand(['healthcheck', '--port', '1'])).toMatchObject({ code: 1 })
  })
})

describe('uploadmock validate', () => {
  it('takes a file that is right, YAML or JSON, also an empty one', async () => {
    for (const path of [
      file('a.yaml', 'port: 1\nvendors: { zoom: { plan: free } }\n'),
      file('a.json', '{"port": 1}'),
      file('a.yaml', ''),
    ])
      expect(await runCommand(['validate', path])).toMatchObject({ code: 0, stdout: `${path} is valid\n` })
  })

  it('names the line and the key of every mistake', async () => {
    const path = file(
      'bad.yaml',
      [
        'auth: maybe',
        'timeouts:',
        '  headersMs: -1',
        '  nope: 1',
        'credentials:',
        '  zoom:',
        '    - token: a',
        '      scops: [x]',
        '  nobody: []',
        'policies:',
        '  zoom.user-virtual-background: { maxBytes: big }',
        '  zoom.nothing: {}',
        'vendors:',
        '  webex: { duplicateNames: sometimes }',
      ].join('\n'),
    )
    const { code, stderr } = await runCommand(['validate', path])
    const found = stderr.split('\n').map(line => /:(\d+): ([\w.-]+):/.exec(line)?.slice(1).join(' '))
    expect(code).toBe(2)
    expect(new Set(found)).toEqual(
      new Set([
        '1 auth',
        '3 timeouts.headersMs',
        '4 timeouts.nope',
        '8 credentials.zoom.0.scops',
        '9 credentials.nobody',
        '11 policies.zoom.user-virtual-background.maxBytes',
        '12 policies.zoom.nothing',
        '14 vendors.webex.duplicateNames',
        undefined,
      ]),
    )
  })

  it.each([
    'timeouts.headersMs',
    'timeouts.bodyIdleMs',
    'timeouts.requestMs',
    'timeouts.drainMs',
    'timeouts.storeMs',
    'limits.idleNamespaceMs',
    'limits.unclaimedBlobMs',
    'vendors.amazon-connect.fetchMediaSource.timeoutMs',
  ])('names %s in one line where it is longer than a timer runs', async key => {
    const written = (value: number) =>
      JSON.stringify(key.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value))
    const path = file('long.json', written(2_147_483_648))
    expect(await runCommand(['validate', path])).toEqual({
      code: 2,
      stdout: '',
      stderr: `uploadmock: ${path}:1: ${key}: must be at most 2147483647 ms, the longest that a timer runs\n`,
    })
    expect(await runCommand(['validate', file('long.json', written(2_147_483_647))])).toMatchObject({
      code: 0,
    })
  })

  it('names the line where YAML breaks', async () => {
    const { code, stderr } = await runCommand(['validate', file('broken.yaml', 'port: 1\nauth: [strict\n')])
    expect(code).toBe(2)
    expect(stderr).toMatch(/broken\.yaml:\d: /)
  })

  it.each([
    ['a list that does not end', 'port: 1\nauth: [strict\n'],
    ['a text that does not end', 'port: 1\nauth: "strict\n'],
    ['a key that is there twice', 'port: 1\nport: 2\n'],
    ['a tab', 'vendors:\n\twebex: {}\n'],
  ])('names the line of %s once, and no more than that', async (_, text) => {
    const path = file('broken.yaml', text)
    const { code, stderr } = await runCommand(['validate', path])
    expect(code).toBe(2)
    for (const line of stderr.trimEnd().split('\n')) expect(line).toMatch(`uploadmock: ${path}:`)
    expect(stderr).not.toMatch(/at line|column/)
  })

  it('names the line of every alias without an anchor', async () => {
    const path = file('alias.yaml', 'port: 1\nauth: *nothing\nvendors:\n  zoom: *gone\n')
    expect(await runCommand(['validate', path])).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        `uploadmock: ${path}:2: no anchor &nothing stands before this alias\n`,
        `uploadmock: ${path}:4: no anchor &gone stands before this alias\n`,
      ].join(''),
    })
  })

  it('says in a line that aliases of aliases make too many values', async () => {
    const names = [...'abcdefgh']
    const lines = names.map((name, at) => {
      const value = at === 0 ? 'x' : `*${names[at - 1]}`
      return `${name}: &${name} [${Array.from({ length: 10 }, () => value).join(', ')}]`
    })
    const path = file('bomb.yaml', lines.join('\n'))
    const { code, stdout, stderr } = await runCommand(['validate', path])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr.slice(0, `uploadmock: ${path}:`.length)).toBe(`uploadmock: ${path}:`)
    expect(stderr.split('\n')).toEqual([expect.stringMatching(/./), ''])
  })

  it('says that a file with a list is no configuration', async () => {
    const path = file('list.yaml', '- port: 1\n')
    expect(await runCommand(['validate', path])).toEqual({
      code: 2,
      stdout: '',
      stderr: `uploadmock: ${path}:1: Invalid input: expected object, received array\n`,
    })
  })

  it('needs a file', async () => {
    expect(await runCommand(['validate'])).toMatchObject({ code: 2 })
  })
})

describe('uploadmock', () => {
  it('tells its version and its options', async () => {
    expect((await runCommand(['--version'])).stdout).toBe(`${version}\n`)
    expect((await runCommand(['--help'])).stdout).toContain('--data-dir DIR')
  })
})
