import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer, TestClock } from '../../helpers/server.ts'
import { call, expectEmpty, expectException, importMedia, listMedia, logo, workspaceIds } from './connect.ts'

const ACCOUNT = '123456789012'
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

async function create(url: string, body: object, instance = 'i1'): Promise<string> {
  const response = await call(url, 'PUT', `/workspaces/${instance}`, { body })
  const reply = (await response.json()) as { WorkspaceId?: string; Message?: string }
  if (reply.WorkspaceId === undefined) throw new Error(`${response.status}: ${reply.Message}`)
  return reply.WorkspaceId
}

async function describeWorkspace(url: string, id: string, instance = 'i1') {
  const response = await call(url, 'GET', `/workspaces/${instance}/${id}`)
  return ((await response.json()) as { Workspace: { [name: string]: unknown } }).Workspace
}

const reset = (url: string) => fetch(`${url}/_mock/reset`, { method: 'POST' })

describe('CreateWorkspace', () => {
  it('answers an id and an ARN', async () => {
    const server = await startTestServer()
    const response = await call(server.url, 'PUT', '/workspaces/i1', { body: { Name: 'Front desk' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-amzn-requestid')).toMatch(UUID)
    const reply = (await response.json()) as { WorkspaceId: string; WorkspaceArn: string }
    expect(reply.WorkspaceId).toMatch(UUID)
    expect(reply.WorkspaceArn).toBe(
      `arn:aws:connect:us-east-1:${ACCOUNT}:instance/i1/workspace/${reply.WorkspaceId}`,
    )
  })

  it('refuses a name that the instance has, and takes it in another', async () => {
    const server = await startTestServer()
    await create(server.url, { Name: 'Front desk' })
    await expectException(
      await call(server.url, 'PUT', '/workspaces/i1', { body: { Name: 'Front desk' } }),
      'DuplicateResourceException',
    )
    await create(server.url, { Name: 'Front desk' }, 'i2')
    expect(await workspaceIds(server.url)).toHaveLength(1)
  })

  it('refuses the name of a workspace that an import made', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    await expectException(
      await call(server.url, 'PUT', '/workspaces/i1', { body: { Name: 'w1' } }),
      'DuplicateResourceException',
    )
  })

  it('takes a name again whose workspace was deleted', async () => {
    const server = await startTestServer()
    const id = await create(server.url, { Name: 'Front desk' })
    await expectEmpty(await call(server.url, 'DELETE', `/workspaces/i1/${id}`))
    expect(await create(server.url, { Name: 'Front desk' })).not.toBe(id)
  })

  it('lets one of two win that ask for the same name at once', async () => {
    const server = await startTestServer()
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => call(server.url, 'PUT', '/workspaces/i1', { body: { Name: 'one' } })),
    )
    expect(replies.map(reply => reply.status).sort()).toEqual([200, ...Array<number>(7).fill(409)])
    expect(await workspaceIds(server.url)).toHaveLength(1)
  })

  it.each([
    ['no Name', {}, 'Name'],
    ['an empty Name', { Name: '' }, 'Name'],
    ['a Name of spaces', { Name: '   ' }, 'Name'],
    ['a Name of 128 characters', { Name: 'x'.repeat(128) }, 'Name'],
    ['a Description of 501 characters', { Name: 'a', Description: 'x'.repeat(501) }, 'Description'],
    ['a Title of 128 characters', { Name: 'a', Title: 'x'.repeat(128) }, 'Title'],
    ['no tags in Tags', { Name: 'a', Tags: {} }, 'Tags'],
    ['a tag key that begins with aws:', { Name: 'a', Tags: { 'aws:x': 'y' } }, 'Tags'],
    ['a tag value of 257 characters', { Name: 'a', Tags: { x: 'y'.repeat(257) } }, 'Tags'],
    [
      '51 tags',
      { Name: 'a', Tags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, 'v'])) },
      'Tags',
    ],
    [
      'an image link of 255 characters',
      { Name: 'a', Theme: { Light: { Images: { Logo: { Default: 'x'.repeat(255) } } } } },
      'Theme',
    ],
    [
      'an unknown font',
      { Name: 'a', Theme: { Dark: { Typography: { FontFamily: { Default: 'Comic Sans' } } } } },
      'Theme',
    ],
  ])('refuses %s and names the member', async (_, body, member) => {
    const server = await startTestServer()
    const response = await call(server.url, 'PUT', '/workspaces/i1', { body })
    expect(await expectException(response, 'InvalidParameterException')).toContain(member)
    expect(await workspaceIds(server.url)).toEqual([])
  })

  it('takes every member at its limit', async () => {
    const server = await startTestServer()
    const members = {
      Name: 'n'.repeat(127),
      Description: 'd'.repeat(500),
      Title: 't'.repeat(127),
      Tags: Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, 'v'.repeat(256)])),
      Theme: {
        Light: {
          Palette: { Header: { Background: '#fff', InvertActionsColors: true } },
          Images: { Logo: { Default: 'x'.repeat(254), Favicon: 'y' } },
          Typography: { FontFamily: { Default: 'Times New Roman' } },
        },
      },
    }
    const id = await create(server.url, members)
    expect(await describeWorkspace(server.url, id)).toMatchObject(members)
  })

  it('gives the same ids for the same seed', async () => {
    const [one, other] = await Promise.all([startTestServer({ seed: 3 }), startTestServer({ seed: 3 })])
    expect(await create(one.url, { Name: 'a' })).toBe(await create(other.url, { Name: 'a' }))
    expect(await create(one.url, { Name: 'b' })).toBe(await create(other.url, { Name: 'b' }))
  })
})

describe('DescribeWorkspace', () => {
  it('answers what was created, its time in seconds', async () => {
    const clock = new TestClock(Date.UTC(2026, 5, 1, 12, 0, 0, 250))
    const server = await startTestServer({}, { clock })
    const id = await create(server.url, { Name: 'a', Title: 'A', Description: 'first', Tags: { team: 'x' } })
    clock.advance(60_000)
    expect(await describeWorkspace(server.url, id)).toEqual({
      Id: id,
      Name: 'a',
      Title: 'A',
      Description: 'first',
      Tags: { team: 'x' },
      Arn: `arn:aws:connect:us-east-1:${ACCOUNT}:instance/i1/workspace/${id}`,
      LastModifiedTime: Date.UTC(2026, 5, 1, 12) / 1_000 + 0.25,
      LastModifiedRegion: 'us-east-1',
      Visibility: expect.stringMatching(/^(ALL|ASSIGNED|NONE)$/),
    })
  })

  it('gets ResourceNotFoundException for another instance’s workspace', async () => {
    const server = await startTestServer()
    const id = await create(server.url, { Name: 'a' })
    await expectException(await call(server.url, 'GET', `/workspaces/i2/${id}`), 'ResourceNotFoundException')
  })
})

describe('ListWorkspaces', () => {
  async function pages(url: string, maxResults: number) {
    const found: string[][] = []
    for (let token = ''; found.length < 20; ) {
      const query = new URLSearchParams({
        maxResults: String(maxResults),
        ...(token && { nextToken: token }),
      })
      const response = await call(url, 'GET', `/workspaces/i1?${query}`)
      const page = (await response.json()) as {
        WorkspaceSummaryList: { Name: string }[]
        NextToken?: string
      }
      found.push(page.WorkspaceSummaryList.map(workspace => workspace.Name))
      if (page.NextToken === undefined) return found
      token = page.NextToken
    }
    throw new Error('the list does not end')
  }

  it('is empty for an instance that nobody used', async () => {
    const server = await startTestServer()
    const response = await call(server.url, 'GET', '/workspaces/i1')
    expect([response.status, await response.json()]).toEqual([200, { WorkspaceSummaryList: [] }])
  })

  it('comes in pages, oldest first, with no token on the last', async () => {
    const server = await startTestServer()
    for (const Name of ['a', 'b', 'c', 'd', 'e']) await create(server.url, { Name })
    expect(await pages(server.url, 2)).toEqual([['a', 'b'], ['c', 'd'], ['e']])
    expect(await pages(server.url, 5)).toEqual([['a', 'b', 'c', 'd', 'e']])
    expect(await pages(server.url, 1)).toHaveLength(5)
  })

  it('has configured workspaces first, and pages through them too', async () => {
    const server = await startTestServer({
      resources: {
        'amazon-connect': {
          instances: [
            {
              id: 'i1',
              workspaces: [
                { id: 'w1', name: 'first' },
                { id: 'w2', name: 'second' },
                { id: 'w3', name: 'third' },
              ],
            },
          ],
        },
      },
    })
    await create(server.url, { Name: 'made' })
    expect(await pages(server.url, 2)).toEqual([
      ['first', 'second'],
      ['third', 'made'],
    ])
  })

  it('goes on where it was when a workspace is made or deleted between pages', async () => {
    const server = await startTestServer()
    const ids = new Map<string, string>()
    for (const Name of ['a', 'b', 'c']) ids.set(Name, await create(server.url, { Name }))
    const first = await call(server.url, 'GET', '/workspaces/i1?maxResults=2')
    const { NextToken } = (await first.json()) as { NextToken: string }
    await call(server.url, 'DELETE', `/workspaces/i1/${ids.get('b')}`)
    await create(server.url, { Name: 'd' })
    const query = new URLSearchParams({ maxResults: '5', nextToken: NextToken })
    const second = await call(server.url, 'GET', `/workspaces/i1?${query}`)
    const page = (await second.json()) as { WorkspaceSummaryList: { Name: string }[] }
    expect(page.WorkspaceSummaryList.map(one => one.Name)).toEqual(['c', 'd'])
  })

  it.each([
    'maxResults=0',
    'maxResults=101',
    'maxResults=x',
    'maxResults=1.5',
    'maxResults=',
    'nextToken=x!',
  ])('refuses %s', async query => {
    const server = await startTestServer()
    await expectException(
      await call(server.url, 'GET', `/workspaces/i1?${query}`),
      'InvalidParameterException',
    )
  })
})

describe('DeleteWorkspace', () => {
  it('takes its media with it and frees their bytes', async () => {
    const server = await startTestServer({ limits: { memoryBytes: logo.length + 20_000 } })
    await importMedia(server.url)
    const [medium] = await listMedia(server.url)
    await expectEmpty(await call(server.url, 'DELETE', '/workspaces/i1/w1'))
    expect(await assetsOf(server.url)).toEqual([])
    expect((await fetch(medium?.Source ?? '')).status).toBe(404)
    await expectEmpty(await importMedia(server.url, { at: '/workspaces/i1/w2' }))
  })

  it('stays done until a reset: no import makes the workspace again', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    await expectEmpty(await call(server.url, 'DELETE', '/workspaces/i1/w1'))
    const replies = await Promise.all([
      importMedia(server.url),
      importMedia(server.url, { source: 'https://cdn.example/logo.png' }),
      call(server.url, 'GET', '/workspaces/i1/w1'),
      call(server.url, 'GET', '/workspaces/i1/w1/media'),
      call(server.url, 'DELETE', '/workspaces/i1/w1'),
      call(server.url, 'DELETE', '/workspaces/i1/w1/media?mediaType=IMAGE_LOGO_LIGHT_FAVICON'),
    ])
    for (const reply of replies) await expectException(reply, 'ResourceNotFoundException')
    expect(await workspaceIds(server.url)).toEqual([])
    expect(await assetsOf(server.url)).toEqual([])
    await reset(server.url)
    await expectEmpty(await importMedia(server.url))
    expect(await workspaceIds(server.url)).toEqual(['w1'])
  })

  it('touches no workspace of that id in another instance', async () => {
    const server = await startTestServer()
    await importMedia(server.url)
    await importMedia(server.url, { at: '/workspaces/i2/w1' })
    await expectEmpty(await call(server.url, 'DELETE', '/workspaces/i1/w1'))
    expect(await listMedia(server.url, '/workspaces/i2/w1')).toHaveLength(1)
  })

  it('gets ResourceNotFoundException for a workspace that nothing made', async () => {
    const server = await startTestServer()
    await expectException(await call(server.url, 'DELETE', '/workspaces/i1/w1'), 'ResourceNotFoundException')
  })
})

describe('provisioning auto', () => {
  it('makes a workspace that an import names first: it is listed under its id', async () => {
    const server = await startTestServer()
    await importMedia(server.url, { at: '/workspaces/i1/front-desk' })
    expect(await workspaceIds(server.url)).toEqual(['front-desk'])
    expect(await describeWorkspace(server.url, 'front-desk')).toMatchObject({
      Id: 'front-desk',
      Name: 'front-desk',
      Arn: `arn:aws:connect:us-east-1:${ACCOUNT}:instance/i1/workspace/front-desk`,
    })
  })

  it('makes one workspace for imports that name it at once', async () => {
    const server = await startTestServer()
    await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        importMedia(server.url, n % 2 === 0 ? {} : { source: 'https://cdn.example/x' }),
      ),
    )
    expect(await workspaceIds(server.url)).toEqual(['w1'])
    expect(await listMedia(server.url)).toHaveLength(1)
  })

  it('makes none for other calls', async () => {
    const server = await startTestServer()
    for (const [method, path] of [
      ['GET', '/workspaces/i1/w1'],
      ['GET', '/workspaces/i1/w1/media'],
      ['DELETE', '/workspaces/i1/w1/media?mediaType=IMAGE_LOGO_LIGHT_FAVICON'],
      ['DELETE', '/workspaces/i1/w1'],
    ] as const)
      await expectException(await call(server.url, method, path), 'ResourceNotFoundException')
    expect(await workspaceIds(server.url)).toEqual([])
  })
})

describe('provisioning seeded', () => {
  const config = {
    provisioning: 'seeded',
    resources: {
      'amazon-connect': {
        instances: [{ id: 'i1', workspaces: [{ id: 'w1', name: 'Front desk' }] }, { id: 'empty' }],
      },
    },
  } as const

  it('has what the configuration names, from the start', async () => {
    const server = await startTestServer(config)
    expect(await workspaceIds(server.url)).toEqual(['w1'])
    expect(await workspaceIds(server.url, 'empty')).toEqual([])
    expect(await describeWorkspace(server.url, 'w1')).toMatchObject({ Id: 'w1', Name: 'Front desk' })
    expect(await listMedia(server.url)).toEqual([])
    await expectEmpty(await importMedia(server.url))
    expect(await listMedia(server.url)).toHaveLength(1)
  })

  it('has nothing else: every call on another instance or workspace is refused', async () => {
    const server = await startTestServer(config)
    const replies = await Promise.all([
      importMedia(server.url, { at: '/workspaces/i1/w2' }),
      importMedia(server.url, { at: '/workspaces/i2/w1' }),
      call(server.url, 'GET', '/workspaces/i1/w2/media'),
      call(server.url, 'GET', '/workspaces/i2'),
      call(server.url, 'PUT', '/workspaces/i2', { body: { Name: 'x' } }),
      call(server.url, 'GET', '/workspaces/i2/w1'),
      call(server.url, 'DELETE', '/workspaces/i2/w1'),
      call(server.url, 'DELETE', '/workspaces/i2/w1/media?mediaType=IMAGE_LOGO_LIGHT_FAVICON'),
    ])
    for (const reply of replies) await expectException(reply, 'ResourceNotFoundException')
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('takes new workspaces in an instance that it has, but no configured name twice', async () => {
    const server = await startTestServer(config)
    const id = await create(server.url, { Name: 'Back office' })
    await expectEmpty(await importMedia(server.url, { at: `/workspaces/i1/${id}` }))
    await expectException(
      await call(server.url, 'PUT', '/workspaces/i1', { body: { Name: 'Front desk' } }),
      'DuplicateResourceException',
    )
  })

  it('forgets a configured workspace that was deleted, and has it back after a reset', async () => {
    const server = await startTestServer(config)
    await expectEmpty(await call(server.url, 'DELETE', '/workspaces/i1/w1'))
    expect(await workspaceIds(server.url)).toEqual([])
    await expectException(await importMedia(server.url), 'ResourceNotFoundException')
    await reset(server.url)
    expect(await workspaceIds(server.url)).toEqual(['w1'])
    await expectEmpty(await importMedia(server.url))
  })

  it('knows a configured instance by its ARN', async () => {
    const server = await startTestServer(config)
    const arn = encodeURIComponent(`arn:aws:connect:us-east-1:${ACCOUNT}:instance/i1`)
    expect(await workspaceIds(server.url, arn)).toEqual(['w1'])
  })

  it('knows a resource that the configuration names by its ARN', async () => {
    const arn = `arn:aws:connect:us-east-1:${ACCOUNT}:instance/i1`
    const workspaces = [{ id: `${arn}/workspace/w1`, name: 'Front desk' }]
    const server = await startTestServer({
      provisioning: 'seeded',
      resources: { 'amazon-connect': { instances: [{ id: arn, workspaces }] } },
    })
    await expectEmpty(await importMedia(server.url))
  })
})
