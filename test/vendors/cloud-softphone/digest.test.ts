import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { johndow, upload } from './softphone.ts'

const strict = {
  auth: 'strict',
  credentials: {
    'cloud-softphone': [
      { username: 'johndow', password: '12345678' },
      { username: 'al "ias"', password: 'pä:ss' },
    ],
  },
} as const

const PATH = '/upload_media'
const md5 = (text: string) => createHash('md5').update(text).digest('hex')

interface Challenge {
  readonly realm: string
  readonly nonce: string
  readonly qop: string
  readonly algorithm: string
  readonly stale: string | undefined
}

function challengeIn(response: Response): Challenge {
  const header = response.headers.get('www-authenticate') ?? ''
  expect(header).toMatch(/^Digest /)
  const field = (name: string) => new RegExp(`\\b${name}="?([^",]*)"?`).exec(header)?.[1]
  return {
    realm: field('realm') ?? '',
    nonce: field('nonce') ?? '',
    qop: field('qop') ?? '',
    algorithm: field('algorithm') ?? '',
    stale: field('stale'),
  }
}

/** Asks without a credential, and answers what the server asks for. */
async function challenged(url: string, path = PATH): Promise<Challenge> {
  const response = await upload(url, { path, fields: {} })
  expect(response.status).toBe(401)
  return challengeIn(response)
}

interface Answer {
  readonly username?: string
  readonly password?: string
  readonly uri?: string
  readonly method?: string
  readonly nonce?: string
  readonly realm?: string
  /** Whether the response is computed as RFC 2617 has it, or as RFC 2069 had it. */
  readonly isOld?: boolean
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** An `Authorization` header that answers a challenge. */
function answer(challenge: Challenge, options: Answer = {}): { readonly authorization: string } {
  const { username = 'johndow', password = '12345678', uri = PATH, method = 'POST', isOld = false } = options
  const { nonce = challenge.nonce, realm = challenge.realm } = options
  const user = md5(`${username}:${realm}:${password}`)
  const request = md5(`${method}:${uri}`)
  const fields = { username: quoted(username), realm: quoted(realm), nonce: quoted(nonce), uri: quoted(uri) }
  const all = isOld
    ? { ...fields, response: quoted(md5([user, nonce, request].join(':'))) }
    : {
        ...fields,
        algorithm: 'MD5',
        qop: 'auth',
        nc: '00000001',
        cnonce: quoted('0a4f113b'),
        response: quoted(md5([user, nonce, '00000001', '0a4f113b', 'auth', request].join(':'))),
      }
  const text = Object.entries(all).map(([name, value]) => `${name}=${value}`)
  return { authorization: `Digest ${text.join(', ')}` }
}

async function expectUnauthorized(response: Response): Promise<Challenge> {
  expect(response.status).toBe(401)
  expect(await response.json()).toEqual({ message: 'Wrong user name or password' })
  return challengeIn(response)
}

describe('the challenge', () => {
  it('comes with a 401, and offers what apps can compute', async () => {
    const { url } = await startTestServer(strict)
    const challenge = await challenged(url)
    expect(challenge).toEqual({
      realm: expect.stringMatching(/./),
      nonce: expect.stringMatching(/^[\w-]{16,}$/),
      qop: 'auth',
      algorithm: 'MD5',
      stale: undefined,
    })
    expect(await assetsOf(url)).toEqual([])
  })

  it('comes in presence mode too, where nothing was shown', async () => {
    const { url } = await startTestServer()
    expect(await challenged(url)).toMatchObject({ qop: 'auth' })
  })

  it('comes with XML as well, and from every service', async () => {
    const { url } = await startTestServer(strict)
    const paths = [
      '/upload_media_precheck',
      '/upload_media_precheck?format=xml',
      '/media_ref_send?media_url=x',
    ]
    for (const path of paths) expect(challengeIn(await fetch(url + path))).toMatchObject({ qop: 'auth' })
  })

  it('has another nonce at another time', async () => {
    const clock = new TestClock()
    const { url } = await startTestServer(strict, { clock })
    const { nonce } = await challenged(url)
    clock.advance(1)
    expect((await challenged(url)).nonce).not.toBe(nonce)
  })
})

describe('the right response', () => {
  it('is let in, and the media are the user’s', async () => {
    const { url } = await startTestServer(strict)
    const headers = answer(await challenged(url))
    expect((await upload(url, { fields: {}, headers })).status).toBe(200)
    expect(await assetsOf(url)).toMatchObject([{ owner: 'johndow' }])
  })

  it.each<[string, Answer]>([
    ['without qop, as RFC 2069 had it', { isOld: true }],
    ['of a user whose name has quotes', { username: 'al "ias"', password: 'pä:ss' }],
    ['of a user name that ends in a namespace', { username: 'johndow_ns_team' }],
  ])('is let in %s', async (_, options) => {
    const { url } = await startTestServer(strict)
    const headers = answer(await challenged(url), options)
    expect((await upload(url, { fields: {}, headers })).status).toBe(200)
  })

  it('covers query and namespace as they were sent', async () => {
    const { url } = await startTestServer(strict)
    const path = `/ns/team-1${PATH}?to=+4420&description=a%20b`
    const headers = answer(await challenged(url, path), { uri: path })
    expect((await upload(url, { path, fields: {}, headers })).status).toBe(200)
    expect(await assetsOf(`${url}/ns/team-1`)).toHaveLength(1)
  })

  it('is let in with the method that it was computed for', async () => {
    const { url } = await startTestServer(strict)
    const headers = answer(await challenged(url), { method: 'PUT' })
    expect((await upload(url, { method: 'PUT', fields: {}, headers })).status).toBe(200)
  })

  it('serves the precheck and the media reference', async () => {
    const { url } = await startTestServer(strict)
    const challenge = await challenged(url)
    for (const path of ['/upload_media_precheck?media_size=5', '/media_ref_send?media_url=x']) {
      const headers = answer(challenge, { uri: path, method: 'GET' })
      expect((await fetch(url + path, { headers })).status).toBe(200)
    }
  })
})

describe('a wrong response', () => {
  it.each<[string, Answer]>([
    ['password', { password: 'wrong' }],
    ['user', { username: 'nobody' }],
    ['realm', { realm: 'elsewhere' }],
    ['uri, of another path', { uri: '/upload_message' }],
    ['uri, of another query', { uri: `${PATH}?to=1` }],
    ['method', { method: 'PUT' }],
    ['nonce, though the response fits it', { nonce: 'made-up-by-the-client-00000000' }],
    ['nonce, an empty one', { nonce: '' }],
  ])('is refused: wrong %s', async (_, options) => {
    const { url } = await startTestServer(strict)
    const headers = answer(await challenged(url), options)
    await expectUnauthorized(await upload(url, { fields: {}, headers }))
    expect(await assetsOf(url)).toEqual([])
  })

  it('is refused with another server’s nonce', async () => {
    const clock = new TestClock()
    const other = await startTestServer(strict, { clock })
    const { url } = await startTestServer(strict, { clock })
    const headers = answer(await challenged(other.url))
    await expectUnauthorized(await upload(url, { fields: {}, headers }))
  })

  it.each([
    'Digest',
    'Digest ',
    'Digest username="johndow"',
    'Digest username="johndow", realm="uploadmock", nonce="", uri="/upload_media", response=""',
    'Digest username="__proto__", realm="constructor"',
  ])('is refused with half of it: %s', async authorization => {
    const { url } = await startTestServer(strict)
    await expectUnauthorized(await upload(url, { fields: {}, headers: { authorization } }))
  })

  it('is no matter where the parts carry the right credential', async () => {
    const { url } = await startTestServer(strict)
    const headers = answer(await challenged(url), { password: 'wrong' })
    expect((await upload(url, { fields: johndow, headers })).status).toBe(200)
  })
})

describe('a nonce', () => {
  it('is good for 5 minutes of the clock, then stale', async () => {
    const clock = new TestClock()
    const { url } = await startTestServer(strict, { clock })
    const challenge = await challenged(url)
    clock.advance(299_999)
    expect((await upload(url, { fields: {}, headers: answer(challenge) })).status).toBe(200)
    clock.advance(1)
    const response = await upload(url, { fields: {}, headers: answer(challenge) })
    const next = await expectUnauthorized(response)
    expect(next.stale).toBe('true')
    expect(next.nonce).not.toBe(challenge.nonce)
    expect((await upload(url, { fields: {}, headers: answer(next) })).status).toBe(200)
  })

  it('is not called stale where the password is wrong', async () => {
    const clock = new TestClock()
    const { url } = await startTestServer(strict, { clock })
    const challenge = await challenged(url)
    clock.advance(400_000)
    const headers = answer(challenge, { password: 'wrong' })
    const next = await expectUnauthorized(await upload(url, { fields: {}, headers }))
    expect(next.stale).toBeUndefined()
  })
})

describe.skipIf(!hasCurl())('the real curl', () => {
  const PHOTO = new URL('../../../fixtures/media/photo.jpg', import.meta.url).pathname
  const run = promisify(execFile)

  /** Runs curl and answers the last status and the body. */
  async function curl(
    ...args: readonly string[]
  ): Promise<{ readonly status: number; readonly body: string }> {
    const { stdout } = await run('curl', ['-s', '--max-time', '10', '-w', '\n%{http_code}', ...args])
    const [body = '', status = ''] = stdout.split(/\n(?=\d+$)/)
    return { status: Number(status), body }
  }

  const file = ['-F', `file=@${PHOTO};type=image/jpeg`]

  it.each([['--digest'], ['--basic'], ['--anyauth']])('uploads with %s', async scheme => {
    const { url } = await startTestServer(strict)
    const reply = await curl(scheme, '-u', 'johndow:12345678', ...file, url + PATH)
    expect(reply).toMatchObject({ status: 200, body: expect.stringContaining('"media_url"') })
    expect(await assetsOf(url)).toMatchObject([{ owner: 'johndow', bytes: fixture('photo.jpg').length }])
  })

  it.each([['--digest'], ['--basic'], ['--anyauth']])(
    'is refused with %s and a wrong password',
    async scheme => {
      const { url } = await startTestServer(strict)
      const reply = await curl(scheme, '-u', 'johndow:wrong', ...file, url + PATH)
      expect(reply).toMatchObject({ status: 401, body: '{"message":"Wrong user name or password"}' })
      expect(await assetsOf(url)).toEqual([])
    },
  )

  it('uploads with --digest in presence mode, and by PUT', async () => {
    const { url } = await startTestServer()
    const reply = await curl('--digest', '-u', 'alice:any', '-X', 'PUT', ...file, `${url}${PATH}?to=1`)
    expect(reply.status).toBe(200)
    expect(await assetsOf(url)).toMatchObject([{ owner: 'alice' }])
  })

  it('asks the precheck with --digest, by GET and by HEAD', async () => {
    const { url } = await startTestServer(strict)
    const user = ['--digest', '-u', 'johndow:12345678']
    const address = `${url}/upload_media_precheck?to=%2B4420&media_size=456000`
    expect((await curl(...user, address)).status).toBe(200)
    expect((await curl(...user, '-I', address)).status).toBe(200)
  })
})

function hasCurl(): boolean {
  try {
    execFileSync('curl', ['--version'])
    return true
  } catch {
    return false
  }
}
