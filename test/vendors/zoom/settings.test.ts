import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { type Call, call, pathOf, refusal, remove, texts, upload, uploadedId } from './zoom-client.ts'

const levels = [
  { level: 'account', path: '/v2/accounts/me/settings', files: pathOf('account', 'me') },
  { level: 'group', path: '/v2/groups/g1/settings', files: pathOf('group', 'g1') },
  { level: 'user', path: '/v2/users/me/settings', files: pathOf('user', 'me') },
] as const
const switchable = levels.filter(({ level }) => level !== 'group')
const GROUP = '/v2/groups/g1/settings'

interface Shown {
  readonly in_meeting: {
    readonly virtual_background: boolean
    readonly virtual_background_settings: {
      readonly allow_upload_custom: boolean
      readonly allow_videos: boolean
      readonly enable: boolean
      readonly files: readonly { readonly [key: string]: unknown }[]
    }
  }
}

async function shown(url: string, path: string, options: Call = {}): Promise<Shown['in_meeting']> {
  const reply = await call(url, path, options)
  expect(reply.status).toBe(200)
  return (reply.body as Shown).in_meeting
}

function patch(url: string, path: string, body: unknown, options: Call = {}) {
  return call(url, path, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...options,
  })
}

describe.each(levels)('settings of $level', ({ path, files }) => {
  it('have the switch and its settings before anybody changed or uploaded anything', async () => {
    const { url } = await startTestServer()
    const reply = await call(url, path)
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(reply).toMatchObject({ status: 200 })
    expect(reply.body).toEqual({
      in_meeting: {
        virtual_background: true,
        virtual_background_settings: {
          allow_upload_custom: true,
          allow_videos: true,
          enable: true,
          files: [],
        },
      },
    })
  })

  it('list the files as uploads answered them, oldest first', async () => {
    const { url } = await startTestServer()
    const photo = await upload(url, files, { name: 'Beach.JPG' })
    const clip = await upload(url, files, { name: 'clip.mp4', type: 'video/mp4', bytes: fixture('clip.mp4') })
    expect((await shown(url, path)).virtual_background_settings.files).toEqual([photo.body, clip.body])
    expect(photo.body).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      is_default: false,
      name: 'Beach.JPG',
      size: fixture('photo.jpg').length,
      type: 'image',
    })
    expect(clip.body).toMatchObject({ type: 'video', size: fixture('clip.mp4').length })
  })

  it('list a file no more when it is deleted, and none after a reset', async () => {
    const { url } = await startTestServer()
    const first = await uploadedId(url, files)
    const second = await uploadedId(url, files)
    expect((await remove(url, `?file_ids=${first}`, files)).status).toBe(204)
    expect((await shown(url, path)).virtual_background_settings.files).toMatchObject([{ id: second }])
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect((await shown(url, path)).virtual_background_settings.files).toEqual([])
  })

  it('list no file of another level, owner or namespace', async () => {
    const { url } = await startTestServer()
    for (const other of levels.filter(one => one.path !== path)) await uploadedId(url, other.files)
    await uploadedId(url, files.replace(/me|g1/, 'somebody-else'))
    await uploadedId(`${url}/ns/other`, files)
    expect((await shown(url, path)).virtual_background_settings.files).toEqual([])
  })

  it('take a PATCH of the switch with 204 and no body', async () => {
    const { url } = await startTestServer()
    const reply = await patch(url, path, { in_meeting: { virtual_background: false } })
    expect(reply).toMatchObject({ status: 204, body: '' })
    expect((await shown(url, path)).virtual_background).toBe(false)
    expect((await patch(url, path, { in_meeting: { virtual_background: true } })).status).toBe(204)
    expect((await shown(url, path)).virtual_background).toBe(true)
  })

  it('keep files over a PATCH, whatever it says of them', async () => {
    const { url } = await startTestServer()
    const id = await uploadedId(url, files)
    const sent = { in_meeting: { virtual_background_settings: { files: [{ id: 'x', is_default: true }] } } }
    expect((await patch(url, path, sent)).status).toBe(204)
    expect((await shown(url, path)).virtual_background_settings.files).toMatchObject([
      { id, is_default: false },
    ])
  })

  it.each([
    ['of another part', { schedule_meeting: { host_video: true } }],
    ['beside the two', { in_meeting: { chat: false, virtual_background: false }, feature: { x: 1 } }],
    ['within the settings', { in_meeting: { virtual_background_settings: { colour: 'blue' } } }],
    ['none at all', {}],
  ])('ignore unknown keys of a PATCH: %s', async (_, body) => {
    const { url } = await startTestServer()
    expect((await patch(url, path, body)).status).toBe(204)
    const { in_meeting } = (await call(url, path)).body as Shown
    expect(Object.keys(in_meeting).sort()).toEqual(['virtual_background', 'virtual_background_settings'])
    expect(Object.keys(in_meeting.virtual_background_settings).sort()).toEqual([
      'allow_upload_custom',
      'allow_videos',
      'enable',
      'files',
    ])
  })

  it.each([
    [
      'a switch that is no boolean',
      { in_meeting: { virtual_background: 'off' } },
      'in_meeting.virtual_background',
    ],
    ['a part that is no object', { in_meeting: [] }, 'in_meeting'],
  ])('refuse a PATCH with %s', async (_, body, field) => {
    const { url } = await startTestServer()
    const before = await shown(url, path)
    expect(await patch(url, path, body)).toMatchObject({
      status: 400,
      body: { code: 300, message: 'Validation Failed.', errors: [{ field, message: 'Invalid field.' }] },
    })
    expect(await shown(url, path)).toEqual(before)
  })

  it('refuse a PATCH that is no JSON', async () => {
    const { url } = await startTestServer()
    expect(await patch(url, path, '{"in_meeting":')).toMatchObject(
      refusal(400, 300, 'Request Body should be a valid JSON object.'),
    )
  })

  it('ignore unknown query keys', async () => {
    const { url } = await startTestServer()
    expect(await shown(url, `${path}?option=meeting_authentication&page_size=junk`)).toEqual(
      await shown(url, path),
    )
  })

  it('ask for a credential', async () => {
    const { url } = await startTestServer()
    expect(await call(url, path, { token: null })).toMatchObject(refusal(401, 124, texts.badToken))
    expect(await patch(url, path, {}, { token: null })).toMatchObject(refusal(401, 124, texts.badToken))
  })
})

describe.each(switchable)('a PATCH of $level', ({ path }) => {
  it('changes of virtual_background_settings what it names, and keeps the rest', async () => {
    const { url } = await startTestServer()
    const change = (virtual_background_settings: object) =>
      patch(url, path, { in_meeting: { virtual_background_settings } })
    expect((await change({ allow_videos: false })).status).toBe(204)
    expect((await change({ allow_upload_custom: false })).status).toBe(204)
    expect((await shown(url, path)).virtual_background_settings).toEqual({
      allow_upload_custom: false,
      allow_videos: false,
      enable: true,
      files: [],
    })
    expect((await change({ enable: false, allow_videos: true })).status).toBe(204)
    expect((await shown(url, path)).virtual_background_settings).toMatchObject({
      allow_videos: true,
      enable: false,
    })
  })

  it('of the switch alone leaves what was set beside it', async () => {
    const { url } = await startTestServer()
    await patch(url, path, { in_meeting: { virtual_background_settings: { allow_videos: false } } })
    await patch(url, path, { in_meeting: { virtual_background: false } })
    expect(await shown(url, path)).toMatchObject({
      virtual_background: false,
      virtual_background_settings: { allow_videos: false },
    })
  })
})

describe('a PATCH of a group', () => {
  it('changes the switch alone: the published type has nothing else', async () => {
    const { url } = await startTestServer()
    const sent = {
      in_meeting: {
        virtual_background: true,
        virtual_background_settings: { allow_upload_custom: false, allow_videos: false, enable: false },
      },
    }
    expect((await patch(url, GROUP, sent)).status).toBe(204)
    expect(await shown(url, GROUP)).toEqual({
      virtual_background: true,
      virtual_background_settings: { allow_upload_custom: true, allow_videos: true, enable: true, files: [] },
    })
  })
})

describe('whose settings they are', () => {
  const resources = {
    zoom: {
      accounts: [{ id: 'a1' }],
      groups: [{ id: 'g1' }],
      users: [{ id: 'u1', email: 'Jill@example.com', accountId: 'a1' }],
    },
  }

  it('a user’s by id and by e-mail are the same', async () => {
    const { url } = await startTestServer({ resources })
    const id = await uploadedId(url, pathOf('user', 'u1'))
    await patch(url, '/v2/users/jill@example.com/settings', { in_meeting: { virtual_background: false } })
    for (const user of ['u1', 'jill@example.com', 'JILL%40example.com'])
      expect(await shown(url, `/v2/users/${user}/settings`)).toMatchObject({
        virtual_background: false,
        virtual_background_settings: { files: [{ id }] },
      })
    expect(await shown(url, '/v2/users/me/settings')).toMatchObject({ virtual_background: true })
  })

  it.each([
    ['/v2/accounts/a9/settings', 2001, 'Account does not exist: a9'],
    ['/v2/groups/g9/settings', 4130, 'A group with this g9 does not exist.'],
    ['/v2/users/u9/settings', 1001, 'User does not exist: u9.'],
  ])('nobody’s is 404 when seeded: %s', async (path, code, message) => {
    const { url } = await startTestServer({ provisioning: 'seeded', resources })
    expect(await call(url, path)).toMatchObject(refusal(404, code, message))
    expect(await patch(url, path, { in_meeting: { virtual_background: false } })).toMatchObject(
      refusal(404, code, message),
    )
  })
})

describe('scopes of settings', () => {
  it.each([
    ['account', '/v2/accounts/me/settings', ['account:read:settings:admin', 'account:read:admin']],
    ['group', GROUP, ['group:read:settings:admin', 'group:read:admin']],
    ['user', '/v2/users/me/settings', ['user:read:settings', 'user:read:settings:admin', 'user:read:admin']],
  ])('any read scope of the %s serves to read, and not to change', async (_, path, scopes) => {
    const { url } = await startTestServer({
      auth: 'strict',
      credentials: {
        zoom: [
          ...scopes.map(scope => ({ token: scope, accountId: 'a1', scopes: [scope] })),
          { token: 'none', accountId: 'a1', scopes: ['meeting:read'] },
        ],
      },
    })
    for (const token of scopes) {
      expect((await call(url, path, { token })).status).toBe(200)
      expect(await patch(url, path, {}, { token })).toMatchObject({ status: 400, body: { code: 4711 } })
    }
    expect(await call(url, path, { token: 'none' })).toMatchObject(
      refusal(400, 4711, expect.stringContaining(scopes[0] ?? '')),
    )
  })
})
