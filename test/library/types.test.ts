import { describe, expectTypeOf, it, type TestAPI } from 'vitest'
import {
  type AssetFilter,
  type AssetInfo,
  type ClockState,
  type ConfigError,
  type ConfigInput,
  type ControlApiError,
  type connectUploadmock,
  type FaultInfo,
  type FaultOrder,
  type FaultReply,
  type NamespaceClient,
  type ProblemKind,
  type RequestFilter,
  type RequestInfo,
  type RequestMatch,
  type startUploadmock,
  type Uploadmock,
  type UploadmockClient,
  type UploadmockOptions,
  type VendorName,
  type Verification,
  VerificationError,
  WaitTimeout,
} from '../../src/index.ts'
import type { test as fixtureTest, UploadmockFixtures, UploadmockWorkerFixtures } from '../../src/vitest.ts'

// `npm run types` judges what stands here; at run time nothing can fail.

describe('the library’s types', () => {
  it('say what a start answers, and that each handle is a namespace’s', () => {
    expectTypeOf<typeof startUploadmock>().parameters.toEqualTypeOf<[options?: UploadmockOptions]>()
    expectTypeOf<typeof startUploadmock>().returns.resolves.toEqualTypeOf<Uploadmock>()
    expectTypeOf<typeof connectUploadmock>().parameter(0).toEqualTypeOf<string>()
    expectTypeOf<typeof connectUploadmock>().returns.resolves.toEqualTypeOf<UploadmockClient>()
    expectTypeOf<Uploadmock>().toExtend<UploadmockClient>()
    expectTypeOf<UploadmockClient>().toExtend<NamespaceClient>()
    expectTypeOf<NamespaceClient>().toExtend<AsyncDisposable>()
    expectTypeOf<UploadmockClient['namespace']>().returns.toEqualTypeOf<NamespaceClient>()
    expectTypeOf<Uploadmock['port']>().toEqualTypeOf<number>()
    expectTypeOf<UploadmockClient>().not.toHaveProperty('close')
  })

  it('say what each call answers', () => {
    type Ns = NamespaceClient
    expectTypeOf<Ns['assets']['list']>().returns.resolves.toEqualTypeOf<readonly AssetInfo[]>()
    expectTypeOf<Ns['assets']['bytes']>().returns.resolves.toEqualTypeOf<Uint8Array>()
    expectTypeOf<Ns['requests']['list']>().returns.resolves.toEqualTypeOf<readonly RequestInfo[]>()
    expectTypeOf<Ns['requests']['waitFor']>().returns.resolves.toEqualTypeOf<readonly RequestInfo[]>()
    expectTypeOf<Ns['requests']['explain']>().returns.resolves.toEqualTypeOf<string>()
    expectTypeOf<Ns['faults']['add']>().returns.resolves.toEqualTypeOf<FaultInfo>()
    expectTypeOf<Ns['clock']['set']>().returns.resolves.toEqualTypeOf<ClockState>()
    expectTypeOf<Ns['state']['export']>().returns.resolves.toEqualTypeOf<Uint8Array>()
    expectTypeOf<Ns['state']['import']>().parameters.toEqualTypeOf<[bytes: Uint8Array]>()
    expectTypeOf<Ns['verify']>().returns.resolves.toEqualTypeOf<Verification>()
    expectTypeOf<Ns['reset']>().returns.resolves.toBeVoid()
  })

  it('show a request as the server shows it, and nothing of its insides', () => {
    expectTypeOf<RequestInfo['receivedAt']>().toEqualTypeOf<string>()
    expectTypeOf<RequestInfo['outcome']>().toEqualTypeOf<'accepted' | 'refused' | 'aborted' | 'faulted'>()
    expectTypeOf<RequestInfo>().not.toHaveProperty('excerpts')
    expectTypeOf<RequestInfo['parts'][number]>().not.toHaveProperty('blob')
    expectTypeOf<AssetInfo['sha256']>().toEqualTypeOf<string | null>()
    expectTypeOf<RequestFilter['since']>().toEqualTypeOf<Date | string | number | undefined>()
  })

  it('take the rules that product.md shows, and no others', () => {
    expectTypeOf({
      match: { vendor: 'zoom', operation: 'uploadUserVirtualBackground', owner: 'me' },
      skip: 1,
      times: 2,
      when: 'during',
      at: { part: 'file', bytes: 65_536 },
      countBy: 'call',
      reset: true,
    } as const).toExtend<FaultOrder>()
    expectTypeOf({ respond: { error: 'rate-limited', retryAfter: 1 } } as const).toExtend<FaultOrder>()
    expectTypeOf({ respond: { status: 503, body: { any: 'thing' } } }).toExtend<FaultOrder>()
    expectTypeOf({ when: 'sometimes', reset: true } as const).not.toExtend<FaultOrder>()
    expectTypeOf({ respond: { error: 'tea-pot' } } as const).not.toExtend<FaultOrder>()
    // @ts-expect-error an unknown key
    ;({ reset: true, colour: 'red' }) satisfies FaultOrder
    // @ts-expect-error an unknown key
    ;({ vendr: 'zoom' }) satisfies RequestMatch
    // @ts-expect-error an unknown key
    ;({ colour: 'red' }) satisfies UploadmockOptions
    // @ts-expect-error a verification needs a match
    ;({ exactly: 1 }) satisfies Parameters<NamespaceClient['verify']>[0]
  })

  it('name the vendors and the kinds of problem, and take a name that is in a variable', () => {
    expectTypeOf<VendorName>().toEqualTypeOf<'webex' | 'zoom' | 'cloud-softphone' | 'amazon-connect'>()
    expectTypeOf<VendorName>().toExtend<Parameters<NamespaceClient['baseUrl']>[0]>()
    // Were the names not offered, this would be no more than `string`.
    expectTypeOf<Parameters<NamespaceClient['baseUrl']>[0]>().not.toEqualTypeOf<string>()
    const fromAList: string = 'zoom'
    ;({ match: { vendor: fromAList }, reset: true }) satisfies FaultOrder
    ;({ vendor: fromAList }) satisfies RequestMatch
    ;({ vendor: fromAList }) satisfies RequestFilter
    ;({ vendor: fromAList }) satisfies AssetFilter
    expectTypeOf<(vendor: string) => string>().toExtend<NamespaceClient['baseUrl']>()
    expectTypeOf<NamespaceClient['baseUrl']>().toExtend<(vendor: string) => string>()
    expectTypeOf<'rate-limited'>().toExtend<ProblemKind>()
    expectTypeOf<'tea-pot'>().not.toExtend<ProblemKind>()
    expectTypeOf<Extract<FaultReply, { error: unknown }>['error']>().toEqualTypeOf<ProblemKind>()
  })

  it('know a server’s settings by their former name too', () => {
    expectTypeOf<ConfigInput>().toEqualTypeOf<UploadmockOptions>()
  })

  it('tell errors apart', () => {
    expectTypeOf<ControlApiError>().toExtend<Error>()
    expectTypeOf<ControlApiError['status']>().toEqualTypeOf<number>()
    expectTypeOf<ConfigError['mistakes']>().toEqualTypeOf<readonly string[]>()
    expectTypeOf(WaitTimeout).instance.toExtend<Error>()
    expectTypeOf(VerificationError).instance.toHaveProperty('verification').toEqualTypeOf<Verification>()
  })

  it('tell a vitest test what it gets', () => {
    expectTypeOf<UploadmockFixtures['mock']>().toEqualTypeOf<NamespaceClient>()
    expectTypeOf<UploadmockWorkerFixtures['uploadmock']>().toEqualTypeOf<Uploadmock>()
    expectTypeOf<typeof fixtureTest>().toExtend<TestAPI<UploadmockFixtures & UploadmockWorkerFixtures>>()
  })
})
