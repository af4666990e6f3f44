import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../src/core/problem.ts'
import { ORDERED_KINDS } from '../../../src/http/fault/ordered-problem.ts'
import {
  expectNothingLeft,
  send,
  startFaulty,
  uploads,
  type VendorName,
  vendorNames,
  worldAt,
} from '../../helpers/faults.ts'
import { startTestServer, TestClock } from '../../helpers/server.ts'

type Said = { readonly [K in Problem['kind']]: readonly [status: number, word: unknown] }

const MALFORMED = 'The request could not be understood by the server due to malformed syntax.'
const CONNECT_INVALID = [400, 'InvalidParameterException'] as const
const CONNECT_UNKNOWN = [404, 'UnknownOperationException'] as const

/**
 * The status and the word by which each vendor tells a problem: Webex's number of it or its message, Zoom's code, the
 * softphone's message, AWS's exception.
 */
const words: { readonly [V in VendorName]: Said } = {
  webex: {
    unauthenticated: [401, expect.stringContaining('valid access token')],
    forbidden: [403, expect.stringContaining('refused to fulfill it')],
    'unknown-path': [404, 'The requested resource could not be found.'],
    'not-found': [404, 'The requested resource could not be found.'],
    'method-not-allowed': [405, expect.stringContaining('request method that is not supported')],
    'unsupported-content-type': [415, expect.stringContaining('media type that is not supported')],
    malformed: [400, 99006],
    invalid: [400, 99006],
    'missing-part': [400, 99005],
    'too-large': [400, 99001],
    'unsupported-media': [400, 99002],
    'quota-exceeded': [400, 99003],
    conflict: [400, 99004],
    'rate-limited': [429, expect.stringContaining('has been rate limited')],
    timeout: [408, expect.stringContaining('timed out')],
    'storage-full': [503, expect.stringContaining('overloaded')],
    unavailable: [503, expect.stringContaining('overloaded')],
    internal: [500, 'Something went wrong on the server.'],
    'vendor-rule': [409, expect.stringContaining('already running')],
  },
  zoom: {
    unauthenticated: [401, 124],
    forbidden: [400, 4711],
    'unknown-path': [404, 2300],
    'not-found': [404, 1001],
    'method-not-allowed': [405, 405],
    'unsupported-content-type': [400, -1],
    malformed: [400, -1],
    invalid: [400, 300],
    'missing-part': [400, -1],
    'too-large': [400, 120],
    'unsupported-media': [400, 120],
    'quota-exceeded': [400, 120],
    conflict: [409, 409],
    'rate-limited': [429, 429],
    timeout: [408, 408],
    'storage-full': [503, 503],
    unavailable: [503, 503],
    internal: [500, 500],
    'vendor-rule': [400, 200],
  },
  'cloud-softphone': {
    unauthenticated: [401, 'Wrong user name or password'],
    forbidden: [403, 'Not allowed'],
    'unknown-path': [404, 'Not found'],
    'not-found': [404, 'Not found'],
    'method-not-allowed': [405, 'Method not allowed'],
    'unsupported-content-type': [415, 'The request must be multipart/form-data'],
    malformed: [400, 'The request could not be read'],
    invalid: [400, expect.stringContaining('invalid value')],
    'missing-part': [400, 'The media file is missing'],
    'too-large': [413, 'The media file is larger than 104857600 bytes'],
    'unsupported-media': [415, 'Only image/jpeg and video/mp4 can be uploaded'],
    'quota-exceeded': [403, 'No more media files are allowed'],
    conflict: [409, 'It exists already'],
    'rate-limited': [429, 'Too many requests'],
    timeout: [408, 'The request took too long'],
    'storage-full': [507, 'No space is left for media'],
    unavailable: [503, 'The service is unavailable'],
    internal: [500, 'Internal error'],
    'vendor-rule': [402, 'Not enough credit'],
  },
  'amazon-connect': {
    unauthenticated: [403, 'UnrecognizedClientException'],
    forbidden: [403, 'AccessDeniedException'],
    'unknown-path': CONNECT_UNKNOWN,
    'not-found': [404, 'ResourceNotFoundException'],
    'method-not-allowed': CONNECT_UNKNOWN,
    'unsupported-content-type': [400, 'InvalidRequestException'],
    malformed: [400, 'InvalidRequestException'],
    invalid: CONNECT_INVALID,
    'missing-part': CONNECT_INVALID,
    'too-large': CONNECT_INVALID,
    'unsupported-media': CONNECT_INVALID,
    'quota-exceeded': [402, 'ServiceQuotaExceededException'],
    conflict: [409, 'DuplicateResourceException'],
    'rate-limited': [429, 'ThrottlingException'],
    timeout: [408, 'RequestTimeoutException'],
    'storage-full': [500, 'InternalServiceException'],
    unavailable: [503, 'ServiceUnavailable'],
    internal: [500, 'InternalServiceException'],
    'vendor-rule': CONNECT_INVALID,
  },
}

const rules: { readonly [V in VendorName]: string } = {
  webex: 'job-running',
  zoom: 'virtual-background-off',
  'cloud-softphone': 'no-credit',
  'amazon-connect': 'any',
}

function orderOf(vendor: VendorName, error: Problem['kind'], when: 'before' | 'after') {
  return {
    match: { vendor },
    when,
    respond: error === 'vendor-rule' ? { error, rule: rules[vendor] } : { error },
  } as const
}

/** What a reply says in its vendor's own shape. Fails for one that has it not. */
async function wordOf(vendor: VendorName, response: Response): Promise<unknown> {
  expect(response.headers.get('content-type')).toBe('application/json')
  const body = (await response.json()) as { message?: string; Message?: string; code?: number }
  if (vendor === 'zoom') {
    expect([body.message, response.headers.get('x-zm-trackingid')]).toEqual([
      expect.stringMatching(/./),
      expect.stringMatching(/./),
    ])
    return body.code
  }
  if (vendor === 'amazon-connect') {
    expect(body).toEqual({ Message: expect.stringMatching(/./), message: body.Message })
    return response.headers.get('x-amzn-errortype')
  }
  if (vendor === 'cloud-softphone') {
    expect(body).toEqual({ message: expect.stringMatching(/./) })
    return body.message
  }
  const { errors, trackingId, message } = body as {
    message: string
    trackingId: string
    errors: readonly { description: string; errorCode?: number }[]
  }
  expect([trackingId, errors]).toEqual([
    expect.stringMatching(/^ROUTERGW_/),
    [expect.objectContaining({ description: expect.stringMatching(/./) })],
  ])
  if (errors[0]?.errorCode !== undefined) expect(message).toContain(MALFORMED)
  return errors[0]?.errorCode ?? message
}

describe.each(vendorNames)('a problem that is ordered, in the words of %s', vendor => {
  it.each(['before', 'after'] as const)('%s the upload', async when => {
    const { url } = await startTestServer()
    for (const kind of ORDERED_KINDS) {
      const world = worldAt(`${url}/ns/${kind}`)
      const { id } = await world.faults.add(orderOf(vendor, kind, when))
      const response = await send(world.url, uploads[vendor].request())
      const [status] = words[vendor][kind]
      expect([kind, response.status, await wordOf(vendor, response)]).toEqual([kind, ...words[vendor][kind]])
      expect(await world.requests.list()).toMatchObject([
        {
          vendor,
          operation: uploads[vendor].operation,
          outcome: 'faulted',
          fault: id,
          committed: when === 'after',
          response: { status },
        },
      ])
      expect(await world.assets.list()).toHaveLength(when === 'after' ? 1 : 0)
    }
    if (when === 'before') await expectNothingLeft(url)
  })
})

describe('too many requests', () => {
  it.each([
    ['webex', 30, '30'],
    ['webex', 0.5, '1'],
    ['webex', undefined, '1'],
    ['zoom', 30, '2026-01-01T00:00:30Z'],
    ['zoom', undefined, null],
    ['cloud-softphone', 30, '30'],
    ['cloud-softphone', undefined, null],
    ['amazon-connect', 1, '1'],
    ['amazon-connect', undefined, null],
  ] as const)('name a time as %s does: %s s', async (vendor, retryAfter, expected) => {
    const respond = { error: 'rate-limited', ...(retryAfter !== undefined && { retryAfter }) } as const
    for (const when of ['before', 'after'] as const) {
      const { upload } = await startFaulty({ when, respond }, {}, { clock: new TestClock() })
      const response = await upload(vendor)
      expect([response.status, response.headers.get('retry-after')]).toEqual([429, expected])
    }
  })

  it.each([
    [10, 'daily'],
    [undefined, 'per-second'],
  ])('are the daily or the per-second limit of Zoom: %s s', async (retryAfter, limit) => {
    const { upload } = await startFaulty({ respond: { error: 'rate-limited', retryAfter } })
    expect(await (await upload()).json()).toMatchObject({ message: expect.stringContaining(limit) })
  })
})

it.each(vendorNames)('an unavailable %s names a time in seconds', async vendor => {
  const { upload } = await startFaulty({ respond: { error: 'unavailable', retryAfter: 7 } })
  const response = await upload(vendor)
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7'])
})

it.each(['', '?format=json'])(
  'a softphone is answered in XML where it asks for XML, in JSON at %j',
  async query => {
    const { url } = await startFaulty({ respond: { error: 'vendor-rule', rule: 'no-credit' } })
    const sent = uploads['cloud-softphone'].request()
    const headers = { ...sent.headers, accept: 'text/xml' }
    const response = await send(url, { ...sent, path: sent.path + query, headers })
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual(
      query === ''
        ? [402, 'text/xml', '<response><message>Not enough credit</message></response>']
        : [402, 'application/json', '{"message":"Not enough credit"}'],
    )
  },
)

it.each(vendorNames)('a rule that %s does not know is refused by its name, be it any word', async vendor => {
  for (const rule of ['of-a-kind', 'constructor', '__proto__']) {
    const { upload } = await startFaulty({ respond: { error: 'vendor-rule', rule } })
    const response = await upload(vendor)
    expect([rule, response.status, await response.text()]).toEqual([rule, 400, expect.stringContaining(rule)])
  }
})
