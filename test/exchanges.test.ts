import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Exchange, loadExchanges } from './helpers/exchanges/file.ts'
import { differences } from './helpers/exchanges/patterns.ts'
import { play, replyDifferences } from './helpers/exchanges/run.ts'

const exchanges = loadExchanges()

/** Every operation that the server promises, by vendor. */
const OPERATIONS: { readonly [vendor: string]: readonly string[] } = {
  webex: [
    'uploadBackgroundImage',
    'listBackgroundImages',
    'deleteBackgroundImages',
    'listDevices',
    'getDevice',
    'getDeviceSettings',
    'updateDeviceSettings',
    'getLocationDeviceSettings',
    'getOrgDeviceSettings',
    'startCallDeviceSettingsJob',
    'getCallDeviceSettingsJob',
  ],
  zoom: [
    'uploadAccountVirtualBackground',
    'uploadGroupVirtualBackground',
    'uploadUserVirtualBackground',
    'deleteAccountVirtualBackground',
    'deleteGroupVirtualBackground',
    'deleteUserVirtualBackground',
    'getAccountSettings',
    'getGroupSettings',
    'getUserSettings',
    'updateAccountSettings',
    'updateGroupSettings',
    'updateUserSettings',
    'getUser',
    'issueToken',
  ],
  'cloud-softphone': [
    'uploadMedia',
    'precheckUpload',
    'getMedia',
    'sendMediaReference',
    'allocateMedia',
    'putMedia',
    'getEncryptedMedia',
  ],
  'amazon-connect': [
    'ImportWorkspaceMedia',
    'ListWorkspaceMedia',
    'DeleteWorkspaceMedia',
    'CreateWorkspace',
    'DescribeWorkspace',
    'ListWorkspaces',
    'DeleteWorkspace',
    'UpdateWorkspaceMetadata',
    'UpdateWorkspaceTheme',
    'UpdateWorkspaceVisibility',
  ],
}

type ErrorRow = readonly [vendor: string, status: number, ...says: string[]]

/** The vendors' errors: status, and what the reply's headers and body must say. */
const ERROR_ROWS: readonly ErrorRow[] = [
  ['webex', 206, '"status":400', '"message":"The image could not be deleted."', '"errorCode":4305'],
  ['webex', 400, 'The request could not be understood by the server due to malformed syntax.'],
  ['webex', 401, 'The request requires a valid access token set in the Authorization request header.'],
  ['webex', 403, 'refused to fulfill it because the access token is missing required scopes'],
  ['webex', 404, 'The requested resource could not be found.', 'trackingId'],
  ['webex', 405, 'trackingId'],
  ['webex', 409, 'trackingId'],
  ['webex', 415, 'trackingId'],
  ['webex', 429, '"retry-after":"60"'],
  ['webex', 503, 'trackingId'],
  ['zoom', 400, '"code":-1', "Required request part 'file' is not present"],
  ['zoom', 400, '"code":-1', "Invalid 'Content-Disposition' in multipart form"],
  ['zoom', 400, '"code":120', 'No file uploaded, verify that a file has been uploaded.'],
  ['zoom', 400, '"code":120', 'File size cannot exceed 15M.'],
  ['zoom', 400, '"code":120', 'A maximum of 10 files are allowed for a user.'],
  ['zoom', 400, '"code":120', 'Only jpg/jpeg, gif or png image file can be uploaded.'],
  ['zoom', 400, '"code":200'],
  ['zoom', 400, '"code":300', 'Invalid parameter: file_ids.'],
  ['zoom', 400, '"code":300', 'Validation Failed.', '"field"'],
  ['zoom', 400, '"code":300', 'Request Body should be a valid JSON object.'],
  ['zoom', 400, '"code":4711', 'Invalid access token, does not contain scopes:['],
  ['zoom', 400, '"code":104', 'Invalid access token, does not contain scopes:['],
  ['zoom', 400, '"error":"invalid_grant"', 'Invalid Token!'],
  ['zoom', 401, '"error":"invalid_client"', 'Invalid client_id or client_secret'],
  ['zoom', 401, '"code":124', 'Invalid access token.'],
  ['zoom', 401, '"code":124', 'Access token is expired.'],
  ['zoom', 404, '"code":1001', 'User does not exist: '],
  ['zoom', 404, '"code":1010', 'User does not belong to this account'],
  ['zoom', 404, '"code":2001', 'Account does not exist: '],
  ['zoom', 404, '"code":2300', 'This API endpoint is not recognized.'],
  ['zoom', 404, '"code":4130', 'A group with this '],
  ['zoom', 405, '"code"'],
  ['zoom', 429, '"code":429', 'maximum per-second rate limit', '"retry-after":null', '"QPS"'],
  [
    'zoom',
    429,
    '"code":429',
    'maximum daily rate limit',
    '"retry-after":"2026-01-02T00:00:00Z"',
    '"Daily-limit"',
  ],
  ...[400, 401, 404, 405, 413, 415].flatMap((status): readonly ErrorRow[] => [
    ['cloud-softphone', status, '"application/json"', '"message"'],
    ['cloud-softphone', status, '"text/xml"', '<response><message>'],
  ]),
  ['cloud-softphone', 409, '"message"'],
  ['cloud-softphone', 416],
  ['cloud-softphone', 507, '"message"'],
  ['amazon-connect', 400, 'InvalidRequestException'],
  ['amazon-connect', 400, 'InvalidParameterException'],
  ['amazon-connect', 403, 'IncompleteSignature'],
  ['amazon-connect', 403, 'InvalidSignatureException'],
  ['amazon-connect', 403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'],
  ['amazon-connect', 403, 'UnrecognizedClientException'],
  ['amazon-connect', 404, 'ResourceNotFoundException'],
  ['amazon-connect', 404, 'UnknownOperationException'],
  ['amazon-connect', 409, 'DuplicateResourceException'],
  ['amazon-connect', 413, 'RequestEntityTooLargeException'],
  ['amazon-connect', 429, 'ThrottlingException'],
  ['amazon-connect', 500, 'InternalServiceException'],
]

/** What the vendors document and no request alone can bring about here: why. */
const OUT_OF_REACH: readonly (readonly [vendor: string, status: number, says: string, why: string])[] = [
  [
    'zoom',
    429,
    'Too many concurrent requests',
    'needs two requests at once: test/vendors/zoom/rate-limit.test.ts',
  ],
  ['zoom', 400, '"code":1000', 'no user here is pending'],
  ['zoom', 400, '"code":1120', 'no user here is invited'],
  ['cloud-softphone', 402, 'Not enough credit', 'nobody has a balance here: a fault orders it'],
  ['amazon-connect', 402, 'ServiceQuotaExceededException', 'no quota of workspaces is published'],
  ['amazon-connect', 403, 'AccessDeniedException', 'keys have no permissions here'],
  ['amazon-connect', 403, 'ExpiredTokenException', 'session tokens have no end here'],
  ['amazon-connect', 429, 'LimitExceededException', 'no limit of workspaces is published'],
]

describe('an exchange', () => {
  for (const exchange of exchanges)
    it(`with ${exchange.vendor}: ${exchange.title}`, async () => {
      expect(replyDifferences(exchange.response, await play(exchange)), exchange.file).toEqual([])
    })
})

describe('the exchanges', () => {
  it('are at least 80, of every vendor', () => {
    expect(exchanges.length).toBeGreaterThanOrEqual(80)
    expect([...new Set(exchanges.map(one => one.vendor))].sort()).toEqual(Object.keys(OPERATIONS).sort())
  })

  it('have titles of their own', () => {
    const names = exchanges.map(({ vendor, title }) => `${vendor}: ${title}`)
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([])
  })

  it('name a source that everybody can look up', () => {
    for (const { file, evidence, source } of exchanges) {
      expect(evidence, file).toMatch(/^(?:documented|observed|assumed)$/)
      expect(source, file).not.toMatch(/\bseeds?\b|^\.{0,2}\/|\/work\//)
    }
    const documented = exchanges.filter(one => one.evidence === 'documented')
    expect(documented.filter(one => one.source === 'not documented').map(one => one.file)).toEqual([])
  })

  it.each(Object.entries(OPERATIONS))('show every operation of %s, and no other', (vendor, operations) => {
    const shown = exchanges.filter(one => one.vendor === vendor).map(one => one.operation)
    expect([...new Set(shown)].filter(name => name !== undefined).sort()).toEqual([...operations].sort())
  })

  it('show every operation that the source names', () => {
    const { literal, prefixes } = operationsInSource()
    const known = Object.values(OPERATIONS).flat()
    expect(literal.length).toBeGreaterThan(20)
    expect(literal.filter(name => !known.includes(name))).toEqual([])
    expect(prefixes.filter(prefix => !known.some(name => name.startsWith(prefix)))).toEqual([])
  })

  it('show a success of every operation', () => {
    const succeeds = (name: string) => (one: Exchange) => one.operation === name && one.response.status < 300
    const missing = Object.values(OPERATIONS)
      .flat()
      .filter(name => !exchanges.some(succeeds(name)))
    expect(missing).toEqual([])
  })

  it.each(ERROR_ROWS.map(([vendor, status, ...says]) => ({ vendor, status, says })))(
    'show an error of $vendor: $status $says',
    ({ vendor, status, says }) => {
      expect(showing(vendor, status, says)).not.toEqual([])
    },
  )

  it.each(OUT_OF_REACH)('do not show what is out of reach of %s: %d %s', (vendor, status, text) => {
    expect(showing(vendor, status, [text])).toEqual([])
  })
})

describe('the comparison', () => {
  const captures = new Map([['id', 'a.b']])
  const compare = (expected: unknown, actual: unknown, partial = false) =>
    differences(expected, actual, { captures, partial })

  it('sees what is missing, more or other', () => {
    expect(compare({ a: 1, b: 2 }, { a: 1, c: 3 })).toEqual([
      'body.b: expected 2, got undefined',
      'body.c: not expected, got 3',
    ])
    expect(compare({ a: 1 }, { a: 1, c: 3 }, true)).toEqual([])
    expect(compare([1], [1, 2])).toHaveLength(1)
    expect(compare({ a: '1' }, { a: 1 })).toHaveLength(1)
    expect(compare({ a: {} }, { a: [] })).toHaveLength(1)
  })

  it('takes a pattern for the whole text, and a number’s for a number', () => {
    expect(compare('{{uuid}}', '5e0c1a52-0000-4000-8000-000000000000')).toEqual([])
    expect(compare('{{uuid}}', 'x5e0c1a52-0000-4000-8000-000000000000')).toHaveLength(1)
    expect(compare('{{epochSeconds}}', 1767225600.5)).toEqual([])
    expect(compare('{{epochSeconds}}', '1767225600')).toHaveLength(1)
    expect(compare('{{anything}}', '')).toHaveLength(1)
  })

  it('takes a captured value literally', () => {
    expect(compare('/{{=id}}', '/a.b')).toEqual([])
    expect(compare('/{{=id}}', '/axb')).toHaveLength(1)
  })

  it('knows no pattern or value that nobody named', () => {
    expect(() => compare('{{nobody}}', 'a')).toThrow('no pattern is named nobody')
    expect(() => compare('{{=nobody}}', 'a')).toThrow('nothing captured nobody')
  })
})

function showing(vendor: string, status: number, says: readonly string[]): readonly string[] {
  return exchanges
    .filter(one => one.vendor === vendor && one.response.status === status)
    .filter(({ response }) => says.every(text => JSON.stringify(response).includes(text)))
    .map(one => one.file)
}

/** Names of operations as the routes write them, and the beginnings of those that they put together. */
function operationsInSource(): { readonly literal: readonly string[]; readonly prefixes: readonly string[] } {
  const folder = new URL('../src/vendors/', import.meta.url)
  const text = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(new URL(file, folder), 'utf8'))
    .join('\n')
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = '']) => name)
  return {
    literal: found(/config: \{ operation: '(\w+)'/g),
    prefixes: found(/config: \{ operation: `(\w+)\$\{/g),
  }
}
