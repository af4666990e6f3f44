import {
  ConnectClient,
  ConnectServiceException,
  CreateWorkspaceCommand,
  DeleteWorkspaceCommand,
  DeleteWorkspaceMediaCommand,
  DescribeWorkspaceCommand,
  DuplicateResourceException,
  ImportWorkspaceMediaCommand,
  InvalidParameterException,
  ListWorkspaceMediaCommand,
  ListWorkspacesCommand,
  type MediaType,
  paginateListWorkspaces,
  ResourceNotFoundException,
} from '@aws-sdk/client-connect'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fixture } from '../helpers/media.ts'
import { assetsOf, startTestServer, TestClock } from '../helpers/server.ts'

const logo = fixture('logo.png')
const MediaSource = logo.toString('base64')
const ids = { InstanceId: 'i1', WorkspaceId: 'w1' }
const LIGHT_FAVICON = 'IMAGE_LOGO_LIGHT_FAVICON'
const dummy = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'dummy' }

/** The official client, pointed at `endpoint`. */
function connectTo(
  endpoint: string,
  { region = 'us-east-1', credentials = dummy as typeof dummy & { sessionToken?: string } } = {},
) {
  const client = new ConnectClient({ endpoint, region, credentials })
  onTestFinished(() => client.destroy())
  return client
}

async function started(config: Parameters<typeof startTestServer>[0] = {}) {
  const server = await startTestServer(config)
  return { server, client: connectTo(server.url) }
}

/** What a call throws. Fails when it throws nothing. */
async function thrown(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => expect.unreachable('the call succeeds'),
    (error: unknown) => error,
  )
}

describe('media', () => {
  it('are imported, listed, fetched and deleted', async () => {
    const { client } = await started()
    const imported = await client.send(
      new ImportWorkspaceMediaCommand({ ...ids, MediaType: LIGHT_FAVICON, MediaSource }),
    )
    expect(imported.$metadata).toMatchObject({
      httpStatusCode: 200,
      attempts: 1,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    const listed = await client.send(new ListWorkspaceMediaCommand(ids))
    expect(listed.Media).toEqual([{ Type: LIGHT_FAVICON, Source: expect.stringMatching(/^http/) }])
    const served = await fetch(listed.Media?.[0]?.Source ?? '')
    expect(Buffer.from(await served.arrayBuffer())).toEqual(logo)
    const deleted = await client.send(new DeleteWorkspaceMediaCommand({ ...ids, MediaType: LIGHT_FAVICON }))
    expect(deleted.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect((await client.send(new ListWorkspaceMediaCommand(ids))).Media).toEqual([])
  })

  it('are refused as InvalidParameterException, at the first attempt, where the service would', async () => {
    const { server, client } = await started()
    const refused: readonly { MediaType: MediaType; MediaSource: string }[] = [
      // The SDK judges no enum: the prose's own values go out.
      { MediaType: 'IMAGE_LOGO_FAVICON' as MediaType, MediaSource },
      { MediaType: LIGHT_FAVICON, MediaSource: ' ' },
      { MediaType: LIGHT_FAVICON, MediaSource: 'not base64' },
      { MediaType: LIGHT_FAVICON, MediaSource: Buffer.alloc(400_000).toString('base64') },
    ]
    for (const medium of refused) {
      const error = await thrown(client.send(new ImportWorkspaceMediaCommand({ ...ids, ...medium })))
      expect(error).toBeInstanceOf(InvalidParameterException)
      expect(error).toMatchObject({
        name: 'InvalidParameterException',
        message: expect.stringMatching(/^One or more of the specified parameters are not valid\. /),
        $fault: 'client',
        $metadata: {
          httpStatusCode: 400,
          attempts: 1,
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      })
    }
    expect(await assetsOf(server.url)).toEqual([])
  })

  it('may have the largest size', async () => {
    const { server, client } = await started()
    const source = Buffer.alloc(399_999, 1).toString('base64')
    await client.send(
      new ImportWorkspaceMediaCommand({ ...ids, MediaType: LIGHT_FAVICON, MediaSource: source }),
    )
    expect(await assetsOf(server.url)).toMatchObject([{ bytes: 399_999 }])
  })

  it('that are absent are ResourceNotFoundException', async () => {
    const { client } = await started()
    await client.send(new ImportWorkspaceMediaCommand({ ...ids, MediaType: LIGHT_FAVICON, MediaSource }))
    const error = await thrown(
      client.send(new DeleteWorkspaceMediaCommand({ ...ids, MediaType: 'IMAGE_LOGO_DARK_FAVICON' })),
    )
    expect(error).toBeInstanceOf(ResourceNotFoundException)
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 404, attempts: 1 } })
  })
})

describe('workspaces', () => {
  it('are created, described, listed and deleted', async () => {
    const clock = new TestClock(Date.UTC(2026, 3, 5, 6, 7, 8, 500))
    const server = await startTestServer({}, { clock })
    const client = connectTo(server.url, { region: 'eu-west-2' })
    const members = {
      Name: 'Front desk',
      Description: 'At the door',
      Title: 'Desk',
      Tags: { team: 'a' },
      Theme: {
        Light: {
          Palette: { Header: { Background: '#ffffff', InvertActionsColors: true } },
          Images: { Logo: { Default: 'https://cdn.example/logo.png' } },
          Typography: { FontFamily: { Default: 'Verdana' as const } },
        },
      },
    }
    const created = await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', ...members }))
    const Id = created.WorkspaceId ?? ''
    const Arn = `arn:aws:connect:eu-west-2:123456789012:instance/i1/workspace/${Id}`
    expect(created.WorkspaceArn).toBe(Arn)
    const LastModifiedTime = new Date(clock.now())
    const described = await client.send(new DescribeWorkspaceCommand({ InstanceId: 'i1', WorkspaceId: Id }))
    expect(described.Workspace).toMatchObject({ Id, Arn, LastModifiedTime, ...members })
    expect(described.Workspace?.LastModifiedTime).toBeInstanceOf(Date)
    const listed = await client.send(new ListWorkspacesCommand({ InstanceId: 'i1' }))
    expect(listed.WorkspaceSummaryList).toEqual([
      { Id, Arn, Name: 'Front desk', LastModifiedTime, LastModifiedRegion: 'eu-west-2' },
    ])
    expect(listed.NextToken).toBeUndefined()
    await client.send(new DeleteWorkspaceCommand({ InstanceId: 'i1', WorkspaceId: Id }))
    const error = await thrown(
      client.send(new DescribeWorkspaceCommand({ InstanceId: 'i1', WorkspaceId: Id })),
    )
    expect(error).toBeInstanceOf(ResourceNotFoundException)
  })

  it('with a name that is taken are DuplicateResourceException', async () => {
    const { client } = await started()
    await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'one' }))
    const error = await thrown(client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'one' })))
    expect(error).toBeInstanceOf(DuplicateResourceException)
    expect(error).toMatchObject({
      message: 'A resource with the specified name already exists.',
      $metadata: { httpStatusCode: 409, attempts: 1 },
    })
  })

  it('without what the model requires are InvalidParameterException', async () => {
    const { client } = await started()
    const error = await thrown(client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: '' })))
    expect(error).toBeInstanceOf(InvalidParameterException)
  })

  it('come through the SDK’s own paginator', async () => {
    const { client } = await started()
    const names = Array.from({ length: 7 }, (_, n) => `workspace ${n}`)
    for (const Name of names) await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name }))
    const sizes: number[] = []
    const found: (string | undefined)[] = []
    for await (const page of paginateListWorkspaces({ client, pageSize: 3 }, { InstanceId: 'i1' })) {
      sizes.push(page.WorkspaceSummaryList?.length ?? 0)
      found.push(...(page.WorkspaceSummaryList ?? []).map(one => one.Name))
    }
    expect(sizes).toEqual([3, 3, 1])
    expect(found).toEqual(names)
  })

  it('may be named by ARN', async () => {
    const { server, client } = await started()
    const InstanceId = 'arn:aws:connect:us-east-1:123456789012:instance/11111111-2222-4333-8444-555555555555'
    const WorkspaceId = `${InstanceId}/workspace/w1`
    await client.send(
      new ImportWorkspaceMediaCommand({ InstanceId, WorkspaceId, MediaType: LIGHT_FAVICON, MediaSource }),
    )
    const bare = { InstanceId: '11111111-2222-4333-8444-555555555555', WorkspaceId: 'w1' }
    expect((await client.send(new ListWorkspaceMediaCommand(bare))).Media).toHaveLength(1)
    expect(await assetsOf(server.url)).toMatchObject([{ owner: bare.InstanceId }])
  })

  it('may have ids with any character', async () => {
    const { client } = await started()
    for (const WorkspaceId of ['a/b', 'a b+c', 'é漢😀', '100%', 'w'.repeat(256)]) {
      const named = { InstanceId: 'i1', WorkspaceId }
      await client.send(new ImportWorkspaceMediaCommand({ ...named, MediaType: LIGHT_FAVICON, MediaSource }))
      const { Workspace } = await client.send(new DescribeWorkspaceCommand(named))
      expect(Workspace?.Id).toBe(WorkspaceId)
    }
  })

  it('with an empty id are a typed refusal', async () => {
    const { client } = await started()
    const error = await thrown(
      client.send(new ListWorkspaceMediaCommand({ InstanceId: 'i1', WorkspaceId: '' })),
    )
    expect(error).toBeInstanceOf(ConnectServiceException)
    expect(error).toMatchObject({ name: 'InvalidParameterException', $metadata: { httpStatusCode: 400 } })
  })

  it('that only the configuration names exist where it is seeded', async () => {
    const { client } = await started({
      provisioning: 'seeded',
      resources: { 'amazon-connect': { instances: [{ id: 'i1', workspaces: [{ id: 'w1', name: 'One' }] }] } },
    })
    expect((await client.send(new ListWorkspaceMediaCommand(ids))).Media).toEqual([])
    const error = await thrown(
      client.send(new ListWorkspaceMediaCommand({ InstanceId: 'i1', WorkspaceId: 'w2' })),
    )
    expect(error).toBeInstanceOf(ResourceNotFoundException)
  })
})

describe('the endpoint', () => {
  it('may lead into a namespace by its path', async () => {
    const server = await startTestServer()
    const client = connectTo(`${server.url}/ns/team-1`)
    await client.send(new ImportWorkspaceMediaCommand({ ...ids, MediaType: LIGHT_FAVICON, MediaSource }))
    const { Media } = await client.send(new ListWorkspaceMediaCommand(ids))
    expect((await fetch(Media?.[0]?.Source ?? '')).status).toBe(200)
    expect(await assetsOf(server.url)).toEqual([])
    expect(await assetsOf(`${server.url}/ns/team-1`)).toHaveLength(1)
  })

  it('has no operation for what is not emulated, and says so typed', async () => {
    const { server } = await started()
    const client = connectTo(`${server.url}/workspaces`)
    const error = await thrown(client.send(new ListWorkspaceMediaCommand(ids)))
    expect(error).toBeInstanceOf(ConnectServiceException)
    expect(error).toMatchObject({ name: 'UnknownOperationException', $metadata: { httpStatusCode: 404 } })
  })
})

describe('credentials', () => {
  it('name a namespace by the key’s end, and the account by twelve digits', async () => {
    const server = await startTestServer()
    const credentials = { accessKeyId: '000011112222_ns_team-1', secretAccessKey: 'x' }
    const client = connectTo(server.url, { credentials })
    const created = await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'one' }))
    expect(created.WorkspaceArn).toMatch(/^arn:aws:connect:us-east-1:000011112222:/)
    const other = await connectTo(server.url).send(new ListWorkspacesCommand({ InstanceId: 'i1' }))
    expect(other.WorkspaceSummaryList).toEqual([])
  })

  it('that strict mode lists are let in, in their account', async () => {
    const known = { accessKeyId: 'AKIDKNOWN', secretAccessKey: 'secret' }
    const { server } = await started({
      auth: 'strict',
      credentials: { 'amazon-connect': [{ ...known, accountId: '222233334444' }] },
    })
    const client = connectTo(server.url, { region: 'eu-west-1', credentials: known })
    const created = await client.send(new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'one' }))
    expect(created.WorkspaceArn).toMatch(/^arn:aws:connect:eu-west-1:222233334444:/)
  })

  it('that strict mode does not list are refused by name', async () => {
    const { client } = await started({
      auth: 'strict',
      credentials: { 'amazon-connect': [{ accessKeyId: 'AKIDKNOWN', secretAccessKey: 'secret' }] },
    })
    const error = await thrown(client.send(new ListWorkspaceMediaCommand(ids)))
    expect(error).toBeInstanceOf(ConnectServiceException)
    expect(error).toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      $metadata: { httpStatusCode: 403, attempts: 1 },
    })
  })
})
