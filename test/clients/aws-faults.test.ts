import {
  ConnectClient,
  CreateWorkspaceCommand,
  DuplicateResourceException,
  ImportWorkspaceMediaCommand,
  InternalServiceException,
  InvalidParameterException,
  ListWorkspacesCommand,
  ThrottlingException,
} from '@aws-sdk/client-connect'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FaultOrder } from '../../src/index.ts'
import { PHOTO, startFaulty } from '../helpers/faults.ts'

const ids = { InstanceId: 'i1', WorkspaceId: 'w1' }
const list = new ListWorkspacesCommand({ InstanceId: 'i1' })
const importLogo = new ImportWorkspaceMediaCommand({
  ...ids,
  MediaType: 'IMAGE_LOGO_LIGHT_FAVICON',
  MediaSource: PHOTO.toString('base64'),
})

/** A server with a rule, and the official client with its own retries: three attempts. */
async function started(rule: FaultOrder) {
  const faulty = await startFaulty(rule)
  const client = new ConnectClient({
    endpoint: faulty.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  onTestFinished(() => client.destroy())
  const outcomes = async () => (await faulty.world.requests.list()).map(entry => entry.outcome)
  const committed = async () => (await faulty.world.requests.list()).map(entry => entry.committed)
  const calls = async () =>
    (await faulty.world.requests.list()).map(entry => entry.headers['amz-sdk-invocation-id'])
  return { ...faulty, client, outcomes, committed, calls }
}

const thrown = (call: Promise<unknown>) => call.catch((error: unknown) => error)

describe('throttle twice, then pass', () => {
  it('the SDK succeeds at its third attempt', async () => {
    const { client, world, outcomes, committed, fired } = await started({
      match: { operation: 'ImportWorkspaceMedia' },
      times: 2,
      respond: { error: 'rate-limited' },
    })
    const { $metadata } = await client.send(importLogo)
    expect($metadata).toMatchObject({ httpStatusCode: 200, attempts: 3 })
    expect([await outcomes(), await committed(), await fired()]).toEqual([
      ['faulted', 'faulted', 'accepted'],
      [false, false, true],
      [2],
    ])
    expect(await world.assets.list()).toHaveLength(1)
  })

  it('the SDK gives up where it is throttled once more', async () => {
    const { client, outcomes } = await started({ times: 3, respond: { error: 'rate-limited' } })
    const error = await thrown(client.send(list))
    expect(error).toBeInstanceOf(ThrottlingException)
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 429, attempts: 3 } })
    expect(await outcomes()).toEqual(['faulted', 'faulted', 'faulted'])
  })

  it('the SDK waits as long as the server asks for', async () => {
    const { client } = await started({ times: 1, respond: { error: 'rate-limited', retryAfter: 1 } })
    const began = performance.now()
    expect((await client.send(list)).$metadata.attempts).toBe(2)
    expect(performance.now() - began).toBeGreaterThan(900)
  })
})

describe('a rule that counts calls', () => {
  it('fails every attempt of one call, and the next call passes', async () => {
    const { client, calls, outcomes, fired } = await started({
      times: 1,
      countBy: 'call',
      respond: { error: 'unavailable' },
    })
    expect(await thrown(client.send(list))).toMatchObject({ $metadata: { httpStatusCode: 503, attempts: 3 } })
    expect((await client.send(list)).$metadata.attempts).toBe(1)
    expect([await outcomes(), await fired()]).toEqual([['faulted', 'faulted', 'faulted', 'accepted'], [1]])
    const [first, second, third, last] = await calls()
    expect([second, third, last === first]).toEqual([first, first, false])
    expect(first).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('lets one call pass, however often it is tried', async () => {
    const { client, outcomes } = await started({ skip: 1, countBy: 'call', respond: { error: 'internal' } })
    expect((await client.send(list)).$metadata.attempts).toBe(1)
    expect(await thrown(client.send(list))).toBeInstanceOf(InternalServiceException)
    expect(await outcomes()).toEqual(['accepted', 'faulted', 'faulted', 'faulted'])
  })
})

describe('stored, but the connection dropped', () => {
  it('the SDK tries again, and the medium is stored a second time in the same place', async () => {
    const { client, world, outcomes, committed, calls } = await started({
      when: 'after',
      times: 1,
      reset: true,
    })
    expect((await client.send(importLogo)).$metadata).toMatchObject({ httpStatusCode: 200, attempts: 2 })
    expect([await outcomes(), await committed()]).toEqual([
      ['faulted', 'accepted'],
      [true, true],
    ])
    expect(new Set(await calls()).size).toBe(1)
    const [asset, ...others] = await world.assets.list()
    expect(others).toEqual([])
    expect(Buffer.from(await world.assets.bytes(asset?.id ?? '')).equals(PHOTO)).toBe(true)
  })

  it('the SDK tries again, and what it made is a duplicate', async () => {
    const { client, committed, outcomes } = await started({ when: 'after', times: 1, reset: true })
    const create = new CreateWorkspaceCommand({ InstanceId: 'i1', Name: 'one' })
    expect(await thrown(client.send(create))).toBeInstanceOf(DuplicateResourceException)
    expect([await outcomes(), await committed()]).toEqual([
      ['faulted', 'refused'],
      [true, false],
    ])
  })

  it('the SDK tries again where the answer breaks off', async () => {
    const { client, outcomes } = await started({ times: 1, truncateBodyAt: 5 })
    expect(await client.send(list)).toMatchObject({ WorkspaceSummaryList: [], $metadata: { attempts: 2 } })
    expect(await outcomes()).toEqual(['faulted', 'accepted'])
  })
})

describe('a connection that drops', () => {
  it.each([
    ['before anything runs', { when: 'before' }],
    ['while the body arrives', { when: 'during', at: { part: 'MediaSource', bytes: 100 } }],
  ] as const)('%s is tried again, and stored once', async (_, rule) => {
    const { client, world, committed } = await started({ ...rule, times: 1, reset: true })
    expect((await client.send(importLogo)).$metadata).toMatchObject({ httpStatusCode: 200, attempts: 2 })
    expect([await committed(), (await world.assets.list()).length]).toEqual([[false, true], 1])
  })
})

describe('an answer of the service', () => {
  it.each([
    ['unavailable', 503],
    ['internal', 500],
    ['rate-limited', 429],
  ] as const)('is tried again where it is %s', async (error, status) => {
    const { client, outcomes, world } = await started({ times: 1, respond: { error } })
    expect((await client.send(list)).$metadata.attempts).toBe(2)
    expect(await outcomes()).toEqual(['faulted', 'accepted'])
    expect((await world.requests.list())[0]?.response?.status).toBe(status)
  })

  it.each([
    ['invalid', InvalidParameterException, 'InvalidParameterException'],
    ['conflict', DuplicateResourceException, 'DuplicateResourceException'],
    ['forbidden', Error, 'AccessDeniedException'],
    // It strikes a list, which has no file: it is the body that is too large.
    ['too-large', Error, 'RequestEntityTooLargeException'],
  ] as const)('is not tried again where it is %s', async (error, exception, name) => {
    const { client, outcomes } = await started({ respond: { error } })
    const reason = await thrown(client.send(list))
    expect(reason).toBeInstanceOf(exception)
    expect(reason).toMatchObject({ name, $metadata: { attempts: 1 } })
    expect(await outcomes()).toEqual(['faulted'])
  })
})
