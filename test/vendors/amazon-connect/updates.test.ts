import {
  ConnectClient,
  CreateWorkspaceCommand,
  DescribeWorkspaceCommand,
  DuplicateResourceException,
  InvalidParameterException,
  ResourceNotFoundException,
  UpdateWorkspaceMetadataCommand,
  UpdateWorkspaceThemeCommand,
  UpdateWorkspaceVisibilityCommand,
} from '@aws-sdk/client-connect'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startTestServer, TestClock } from '../../helpers/server.ts'
import { call, expectEmpty, expectException, importMedia, listMedia, workspaceIds } from './connect.ts'

const T0 = Date.UTC(2026, 0, 1)
type Fields = { readonly [name: string]: unknown }

const theme = {
  Light: {
    Palette: {
      Header: { Background: '#ffffff', Text: '#000000', InvertActionsColors: true },
      Primary: { Default: 'navy' },
    },
    Images: {
      Logo: { Default: 'https://media.example/logo.png', Favicon: 'https://media.example/icon.png' },
    },
    Typography: { FontFamily: { Default: 'Georgia' } },
  },
  Dark: { Typography: { FontFamily: { Default: 'Verdana' } } },
} as const

const updates = [
  { update: 'metadata', body: { Title: 'T' } },
  { update: 'theme', body: { Theme: theme } },
  { update: 'visibility', body: { Visibility: 'ALL' } },
] as const

async function created(url: string, fields: Fields = {}): Promise<string> {
  const response = await call(url, 'PUT', '/workspaces/i1', { body: { Name: 'Agents', ...fields } })
  expect(response.status).toBe(200)
  return ((await response.json()) as { WorkspaceId: string }).WorkspaceId
}

const post = (url: string, id: string, update: string, body: unknown) =>
  call(url, 'POST', `/workspaces/i1/${id}/${update}`, { body })

async function described(url: string, id: string): Promise<Fields> {
  const response = await call(url, 'GET', `/workspaces/i1/${id}`)
  expect(response.status).toBe(200)
  return ((await response.json()) as { Workspace: Fields }).Workspace
}

describe('UpdateWorkspaceMetadata', () => {
  it('changes name, description and title, with an empty reply', async () => {
    const { url } = await startTestServer()
    const id = await created(url, { Description: 'old', Title: 'old' })
    await expectEmpty(await post(url, id, 'metadata', { Name: 'New', Description: 'D', Title: 'T' }))
    expect(await described(url, id)).toMatchObject({ Id: id, Name: 'New', Description: 'D', Title: 'T' })
  })

  it.each([
    ['Name', 'New'],
    ['Description', ''],
    ['Title', ''],
  ])('changes %s alone where nothing else is named', async (member, value) => {
    const { url } = await startTestServer()
    const id = await created(url, { Description: 'D', Title: 'T', Tags: { a: 'b' }, Theme: theme })
    await post(url, id, 'visibility', { Visibility: 'ALL' })
    const before = await described(url, id)
    await expectEmpty(await post(url, id, 'metadata', { [member]: value }))
    expect({ ...(await described(url, id)), LastModifiedTime: 0 }).toEqual({
      ...before,
      [member]: value,
      LastModifiedTime: 0,
    })
  })

  it('changes nothing where nothing is named', async () => {
    const { url } = await startTestServer({}, { clock: new TestClock(T0) })
    const id = await created(url, { Description: 'D' })
    const before = await described(url, id)
    await expectEmpty(await post(url, id, 'metadata', {}))
    expect(await described(url, id)).toEqual(before)
  })

  it('to a name that another workspace of the instance has is DuplicateResourceException', async () => {
    const { url } = await startTestServer()
    await created(url, { Name: 'Taken' })
    const id = await created(url)
    const response = await post(url, id, 'metadata', { Name: 'Taken', Title: 'T' })
    await expectException(response, 'DuplicateResourceException')
    const workspace = await described(url, id)
    expect(workspace.Name).toBe('Agents')
    expect(workspace.Title).toBeUndefined()
  })

  it('to its own name, a free one again, or one of another instance is no conflict', async () => {
    const { url } = await startTestServer()
    const id = await created(url)
    await call(url, 'PUT', '/workspaces/i2', { body: { Name: 'Elsewhere' } })
    for (const Name of ['Agents', 'Elsewhere', 'Third', 'Agents'])
      await expectEmpty(await post(url, id, 'metadata', { Name }))
    await post(url, id, 'metadata', { Name: 'Fourth' })
    expect(await created(url, { Name: 'Agents' })).not.toBe(id)
  })

  it('lets one of several at once have a name', async () => {
    const { url } = await startTestServer()
    const ids = []
    for (const Name of ['a', 'b', 'c', 'd']) ids.push(await created(url, { Name }))
    const replies = await Promise.all(ids.map(id => post(url, id, 'metadata', { Name: 'one' })))
    expect(replies.map(reply => reply.status).sort()).toEqual([200, 409, 409, 409])
  })

  it.each<[string, Fields]>([
    ['an empty name', { Name: '' }],
    ['a blank name', { Name: '  ' }],
    ['a name of 128 characters', { Name: 'n'.repeat(128) }],
    ['a description of 501', { Description: 'd'.repeat(501) }],
    ['a title of 128', { Title: 't'.repeat(128) }],
    ['a name that is no text', { Name: 5 }],
    ['a title that is null and a name that is an object', { Title: null, Name: {} }],
    ['a control character in the description', { Description: 'a\u0000b' }],
    ['a control character in the title', { Title: 'a\u001bb' }],
  ])('with %s is InvalidParameterException', async (_, body) => {
    const { url } = await startTestServer()
    const id = await created(url)
    const before = await described(url, id)
    await expectException(await post(url, id, 'metadata', body), 'InvalidParameterException')
    expect(await described(url, id)).toEqual(before)
  })

  it('takes what is just short enough, and lines in a description', async () => {
    const { url } = await startTestServer()
    const id = await created(url)
    const body = { Name: 'n'.repeat(127), Description: `a\r\n\tb${'ü'.repeat(495)}`, Title: 't'.repeat(127) }
    await expectEmpty(await post(url, id, 'metadata', body))
    expect(await described(url, id)).toMatchObject(body)
  })
})

describe('UpdateWorkspaceTheme', () => {
  it('sets the theme, which DescribeWorkspace shows', async () => {
    const { url } = await startTestServer()
    const id = await created(url)
    await expectEmpty(await post(url, id, 'theme', { Theme: theme }))
    expect((await described(url, id)).Theme).toEqual(theme)
  })

  it('replaces the theme as a whole', async () => {
    const { url } = await startTestServer()
    const id = await created(url, { Theme: theme, Title: 'T' })
    const other = { Dark: { Typography: { FontFamily: { Default: 'Arial' } } } }
    await expectEmpty(await post(url, id, 'theme', { Theme: other }))
    expect(await described(url, id)).toMatchObject({ Name: 'Agents', Title: 'T' })
    expect((await described(url, id)).Theme).toEqual(other)
  })

  const logoOf = (Default: string) => ({ Theme: { Light: { Images: { Logo: { Default } } } } })

  it.each<[string, unknown]>([
    [
      'a font that it does not have',
      { Theme: { Light: { Typography: { FontFamily: { Default: 'Comic Sans' } } } } },
    ],
    ['a logo of 255 characters, as base64 has them', logoOf('x'.repeat(255))],
    ['an empty logo', logoOf('')],
    ['a blank logo', logoOf(' ')],
    ['a colour of 128 characters', { Theme: { Dark: { Palette: { Header: { Text: '#'.repeat(128) } } } } }],
    ['a theme that is no object', { Theme: 'dark' }],
  ])('with %s is InvalidParameterException', async (_, body) => {
    const { url } = await startTestServer()
    const id = await created(url, { Theme: theme })
    await expectException(await post(url, id, 'theme', body), 'InvalidParameterException')
    expect((await described(url, id)).Theme).toEqual(theme)
  })

  it('takes a logo of 254 characters', async () => {
    const { url } = await startTestServer()
    const id = await created(url)
    await expectEmpty(await post(url, id, 'theme', logoOf('x'.repeat(254))))
  })
})

describe('UpdateWorkspaceVisibility', () => {
  it.each(['ALL', 'ASSIGNED', 'NONE'])('sets %s', async Visibility => {
    const { url } = await startTestServer()
    const id = await created(url, { Title: 'T' })
    await expectEmpty(await post(url, id, 'visibility', { Visibility }))
    expect(await described(url, id)).toMatchObject({ Name: 'Agents', Title: 'T', Visibility })
  })

  it.each([{}, { Visibility: 'SOME' }, { Visibility: 'all' }, { Visibility: null }])(
    'with %j is InvalidParameterException',
    async body => {
      const { url } = await startTestServer()
      const id = await created(url)
      await post(url, id, 'visibility', { Visibility: 'ASSIGNED' })
      await expectException(await post(url, id, 'visibility', body), 'InvalidParameterException')
      expect(await described(url, id)).toMatchObject({ Visibility: 'ASSIGNED' })
    },
  )
})

describe.each(updates)('an update of $update', ({ update, body }) => {
  it('moves the time of the last change, in seconds as the clock has them', async () => {
    const clock = new TestClock(T0)
    const { url } = await startTestServer({}, { clock })
    const id = await created(url)
    clock.advance(90_500)
    await expectEmpty(await post(url, id, update, body))
    expect((await described(url, id)).LastModifiedTime).toBe(T0 / 1_000 + 90.5)
  })

  it('leaves the workspace’s place in the list, its id and its media', async () => {
    const { url } = await startTestServer()
    const ids = []
    for (const Name of ['a', 'b', 'c']) ids.push(await created(url, { Name }))
    const at = `/workspaces/i1/${ids[0]}`
    await importMedia(url, { at })
    await expectEmpty(await post(url, ids[0] ?? '', update, body))
    expect(await workspaceIds(url)).toEqual(ids)
    expect(await listMedia(url, at)).toHaveLength(1)
  })

  it('of a configured workspace shows it once, with the others', async () => {
    const workspaces = [
      { id: 'w1', name: 'One' },
      { id: 'w2', name: 'Two' },
    ]
    const { url } = await startTestServer({
      provisioning: 'seeded',
      resources: { 'amazon-connect': { instances: [{ id: 'i1', workspaces }] } },
    })
    await expectEmpty(await post(url, 'w1', update, body))
    expect([...(await workspaceIds(url))].sort()).toEqual(['w1', 'w2'])
    expect(await described(url, 'w1')).toMatchObject({ Name: 'One' })
    await fetch(`${url}/_mock/reset`, { method: 'POST' })
    expect(await described(url, 'w1')).toMatchObject({ Visibility: 'NONE' })
    expect((await described(url, 'w1')).Title).toBeUndefined()
  })

  it('of a workspace that an import named first is done', async () => {
    const { url } = await startTestServer()
    await importMedia(url, { at: '/workspaces/i1/w1' })
    await expectEmpty(await post(url, 'w1', update, body))
    expect(await described(url, 'w1')).toMatchObject({ Id: 'w1', Name: 'w1' })
  })

  it('works by ARNs', async () => {
    const { url } = await startTestServer()
    const id = await created(url)
    const instance = encodeURIComponent('arn:aws:connect:us-east-1:123456789012:instance/i1')
    const workspace = encodeURIComponent(`arn:aws:connect:us-east-1:123456789012:instance/i1/workspace/${id}`)
    await expectEmpty(await call(url, 'POST', `/workspaces/${instance}/${workspace}/${update}`, { body }))
  })

  it.each(['nothing', 'deleted', 'of another instance', 'of another namespace'])(
    'of a workspace that is not there is ResourceNotFoundException: %s',
    async which => {
      const { url } = await startTestServer()
      const id = await created(url)
      if (which === 'deleted') await call(url, 'DELETE', `/workspaces/i1/${id}`)
      const server = which === 'of another namespace' ? `${url}/ns/other` : url
      const instance = which === 'of another instance' ? 'i2' : 'i1'
      const workspace = which === 'nothing' ? 'w9' : id
      const response = await call(server, 'POST', `/workspaces/${instance}/${workspace}/${update}`, { body })
      await expectException(response, 'ResourceNotFoundException')
    },
  )

  it('of an instance that is not there is ResourceNotFoundException when seeded', async () => {
    const { url } = await startTestServer({ provisioning: 'seeded' })
    await expectException(await post(url, 'w1', update, body), 'ResourceNotFoundException')
  })

  it.each(['{"Name":', 'not json'])('that can’t be read is InvalidRequestException: %s', async text => {
    const { url } = await startTestServer()
    await expectException(await post(url, await created(url), update, text), 'InvalidRequestException')
  })

  it('asks for a credential', async () => {
    const { url } = await startTestServer()
    const response = await call(url, 'POST', `/workspaces/i1/w1/${update}`, { body, authorization: '' })
    await expectException(response, 'MissingAuthenticationTokenException')
  })

  it('is no other method', async () => {
    const { url } = await startTestServer()
    const response = await call(url, 'PUT', `/workspaces/i1/w1/${update}`, { body })
    await expectException(response, 'UnknownOperationException')
  })
})

describe('the real SDK', () => {
  async function started() {
    const { url } = await startTestServer()
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'dummy' }
    const client = new ConnectClient({ endpoint: url, region: 'us-east-1', credentials })
    onTestFinished(() => client.destroy())
    const { WorkspaceId } = await client.send(
      new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'Agents' }),
    )
    return { client, ids: { InstanceId: 'i1', WorkspaceId } }
  }

  it('updates metadata, theme and visibility, and reads them', async () => {
    const { client, ids } = await started()
    await client.send(
      new UpdateWorkspaceMetadataCommand({ ...ids, Name: 'New', Description: 'D', Title: 'T' }),
    )
    await client.send(
      new UpdateWorkspaceThemeCommand({ ...ids, Theme: { Light: { Typography: theme.Light.Typography } } }),
    )
    await client.send(new UpdateWorkspaceVisibilityCommand({ ...ids, Visibility: 'ASSIGNED' }))
    const { Workspace } = await client.send(new DescribeWorkspaceCommand(ids))
    expect(Workspace).toMatchObject({
      Name: 'New',
      Description: 'D',
      Title: 'T',
      Visibility: 'ASSIGNED',
      Theme: { Light: { Typography: { FontFamily: { Default: 'Georgia' } } } },
      LastModifiedTime: expect.any(Date),
    })
  })

  it('gets its own exceptions, at the first attempt', async () => {
    const { client, ids } = await started()
    await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'Taken' }))
    const thrown = (call: Promise<unknown>) =>
      call.then(
        () => expect.unreachable('the call succeeds'),
        (error: unknown) => error,
      )
    const conflict = await thrown(client.send(new UpdateWorkspaceMetadataCommand({ ...ids, Name: 'Taken' })))
    expect(conflict).toBeInstanceOf(DuplicateResourceException)
    expect(conflict).toMatchObject({ $metadata: { httpStatusCode: 409, attempts: 1 } })
    const invalid = await thrown(
      client.send(new UpdateWorkspaceVisibilityCommand({ ...ids, Visibility: 'SOME' as 'ALL' })),
    )
    expect(invalid).toBeInstanceOf(InvalidParameterException)
    const absent = await thrown(
      client.send(new UpdateWorkspaceThemeCommand({ InstanceId: 'i1', WorkspaceId: 'w9', Theme: {} })),
    )
    expect(absent).toBeInstanceOf(ResourceNotFoundException)
  })
})
