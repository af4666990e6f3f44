import { expect, it } from 'vitest'
import { RunningCommand, runCommand } from '../helpers/cli.ts'
import { rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'
import { startTestServer } from '../helpers/server.ts'

const UPLOAD = '/v2/users/me/settings/virtual_backgrounds'
/** Clears a screen, and would say more than was found. */
const NAME = 'a\u001b[2J\u202egpj.\u009b31m.png'
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const ACTIVE = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029]/

async function sendNamed(url: string): Promise<string> {
  const disposition = `Content-Disposition: form-data; name="file"; filename="${NAME}"`
  const { body, type } = rawForm([
    { headers: [disposition, 'Content-Type: image/png'], content: fixture('photo.jpg') },
  ])
  await fetch(url + UPLOAD, {
    method: 'POST',
    headers: { authorization: 'Bearer x', 'content-type': type },
    body,
  })
  const listed = await fetch(`${url}/_mock/requests`)
  const { items } = (await listed.json()) as { readonly items: readonly { readonly id: string }[] }
  return items[0]?.id ?? ''
}

it('is not steered by a file’s name, whichever way a request is shown', async () => {
  const { url } = await startTestServer()
  const id = await sendNamed(url)
  for (const args of [[], ['--json'], [id], [id, '--json']]) {
    const { code, stdout } = await runCommand(['requests', '--url', url, ...args])
    expect(code).toBe(0)
    expect(stdout).not.toMatch(ACTIVE)
  }
  const { stdout } = await runCommand(['requests', '--url', url, id])
  expect(stdout).toContain(String.raw`\u001b[2J\u202egpj.\u009b31m.png`)
})

it('shows no finding that a value of the request made up', async () => {
  const { url } = await startTestServer()
  const forged = 'x\n\n1. error: forged\n   Pay here.'
  await fetch(`${url}/v1/telephony/config/devices/${encodeURIComponent(forged)}/settings`, { method: 'PUT' })
  const listed = await fetch(`${url}/_mock/requests`)
  const { items } = (await listed.json()) as { readonly items: readonly { readonly id: string }[] }
  const { stdout } = await runCommand(['requests', '--url', url, items[0]?.id ?? ''])
  expect(stdout).not.toMatch(/^1\. error: forged/m)
})

it('says of a mistake what was given, and lets it do nothing', async () => {
  const { code, stderr } = await runCommand(['\u001b[2Jstart'])
  expect(code).toBe(2)
  expect(stderr).toBe(`${String.raw`uploadmock: no command \u001b[2Jstart: see uploadmock --help`}\n`)
})

it('logs no credential at any level, a library’s own lines among them', async () => {
  const command = new RunningCommand(['--port', '0', '--json', '--log-level', 'trace'])
  const url = await command.ready()
  const secret = 'hunter2-secret'
  const headers = { authorization: `Bearer ${secret}`, cookie: `session=${secret}`, 'x-api-key': secret }
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(fixture('photo.jpg'))], { type: 'image/jpeg' }), 'a.jpg')
  await fetch(url + UPLOAD, { method: 'POST', headers, body: form })
  await fetch(`${url}/v2/nothing?access_token=${secret}`, { method: 'POST', headers, body: secret })
  await fetch(`${url}/upload_media_precheck?password=${secret}`, { headers })
  command.process.kill('SIGTERM')
  expect(await command.ended()).toBe(0)
  expect(command.stderr).toContain('refused')
  expect(command.stderr + command.stdout).not.toContain(secret)
})
