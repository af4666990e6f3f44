import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ControlApiError, type Uploadmock, VerificationError } from '../../src/index.ts'
import { PHOTO, startMock, uploadTo } from './mock.ts'

const UPLOAD = 'uploadUserVirtualBackground'

async function failure(promise: Promise<unknown>): Promise<VerificationError> {
  const error: unknown = await promise.catch((error: unknown) => error)
  expect(error).toBeInstanceOf(VerificationError)
  return error as VerificationError
}

const importLogo = (mock: Uploadmock, body: object) =>
  fetch(`${mock.baseUrl('amazon-connect')}/workspaces/i1/w1/media`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

describe('verify', () => {
  it('answers how many requests matched', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    await uploadTo(mock)
    const match = { vendor: 'zoom', operation: UPLOAD }
    expect(await mock.verify({ match })).toEqual({ matched: 2, expected: { atLeast: 1 } })
    expect(await mock.verify({ match, exactly: 2 })).toEqual({ matched: 2, expected: { exactly: 2 } })
    expect(await mock.verify({ match, atLeast: 1, atMost: 2 })).toMatchObject({ matched: 2 })
    expect(await mock.verify({ match: { vendor: 'webex' }, exactly: 0 })).toMatchObject({ matched: 0 })
  })

  it('understands parts, with their hashes', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    const sha256 = createHash('sha256').update(PHOTO).digest('hex')
    const part = { name: 'file', filename: 'photo.jpg', declaredType: 'image/jpeg', bytes: PHOTO.length }
    await mock.verify({ match: { parts: [{ ...part, sha256 }] }, exactly: 1 })
    const error = await failure(mock.verify({ match: { parts: [{ ...part, filename: 'other.jpg' }] } }))
    expect(error.message).toContain('    parts.0.filename: expected "other.jpg", was "photo.jpg"')
  })

  it('understands header names in any case, and JSON bodies as subsets', async () => {
    const mock = await startMock({ auth: 'off' })
    await importLogo(mock, { MediaType: 'IMAGE_LOGO_LIGHT_FAVICON', MediaSource: 'https://a.example/b.png' })
    const headers = { 'Content-Type': 'application/json' }
    await mock.verify({ match: { headers, body: { MediaSource: 'https://a.example/b.png' } }, exactly: 1 })
    const error = await failure(mock.verify({ match: { body: { MediaSource: 'https://a.example/c.png' } } }))
    expect(error.message).toContain(
      '    body.MediaSource: expected "https://a.example/c.png", was "https://a.example/b.png"',
    )
  })

  it('tells what came nearest, the nearest first, and how each differs', async () => {
    const mock = await startMock()
    await uploadTo(mock, { user: 'u1' })
    await uploadTo(mock, { user: 'u2', name: 'a.txt', type: 'text/plain', bytes: Buffer.from('hello') })
    const [first, second] = await mock.requests.list()
    const match = { operation: UPLOAD, outcome: 'refused', owner: 'u1' } as const
    const error = await failure(mock.verify({ match, exactly: 1 }))
    expect(error.message.split('\n')[0]).toBe('0 requests matched, expected: {"exactly":1}')
    expect(error.message.split('\n').slice(1)).toEqual([
      `  POST ${second?.path}: ${UPLOAD}, refused (${second?.id})`,
      expect.stringMatching(/^ {4}owner: expected "u1", was ".*u2.*"$/),
      `  POST ${first?.path}: ${UPLOAD}, accepted (${first?.id})`,
      '    outcome: expected "refused", was "accepted"',
    ])
    expect(error.verification).toMatchObject({
      matched: 0,
      expected: { exactly: 1 },
      evicted: 0,
      nearest: [{ request: { id: second?.id } }, { request: { id: first?.id } }],
    })
  })

  it('shows those that came too often', async () => {
    const mock = await startMock()
    await uploadTo(mock)
    await uploadTo(mock)
    const { message } = await failure(mock.verify({ match: { vendor: 'zoom' }, atMost: 1 }))
    expect(message).toContain('2 requests matched, expected: {"atMost":1}')
    expect(message.match(/POST \/v2/g)).toHaveLength(2)
  })

  it('never passes where the journal let go of what could have matched, and says so', async () => {
    const mock = await startMock({ limits: { journalEntries: 2 } })
    for (let n = 0; n < 5; n++) await uploadTo(mock)
    const { message, verification } = await failure(mock.verify({ match: { vendor: 'zoom' }, exactly: 2 }))
    expect(message).toContain('; the journal let go of 3 that could have matched')
    expect(verification.evicted).toBe(3)
    await failure(mock.verify({ match: { vendor: 'zoom' }, atMost: 2 }))
    await mock.verify({ match: { vendor: 'zoom' }, atLeast: 2 })
    await mock.verify({ match: { vendor: 'webex' }, exactly: 0 })
  })

  it.each([
    [{}, 'match'],
    [{ match: { vendr: 'zoom' } }, 'match.vendr'],
    [{ match: {}, exactly: -1 }, 'exactly'],
    [{ match: {}, exactly: 1, atLeast: 1 }, 'exactly'],
    [{ match: {}, atLeast: 2, atMost: 1 }, 'atLeast'],
  ])('rejects %j as a mistake, and names the key %s', async (wrong, path) => {
    const mock = await startMock()
    const asked = mock.verify(wrong as { match: object })
    await expect(asked).rejects.toThrow(ControlApiError)
    await expect(asked).rejects.toMatchObject({ status: 400, path })
  })
})
