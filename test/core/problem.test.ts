import { describe, expect, it } from 'vitest'
import { ApiError, describeProblem, type Problem } from '../../src/core/problem.ts'

type Kind = Problem['kind']
type Sentences = {
  readonly [K in Kind]: readonly (readonly [Omit<Extract<Problem, { kind: K }>, 'kind'>, string])[]
}

/** Each kind, in each of its shapes, with its sentence: a new kind does not compile without one. */
const sentences: Sentences = {
  unauthenticated: [
    [{ reason: 'missing' }, 'the credential is missing'],
    [{ reason: 'malformed' }, 'the credential is malformed'],
    [{ reason: 'unknown' }, 'the credential is unknown'],
    [{ reason: 'expired' }, 'the credential is expired'],
  ],
  forbidden: [
    [{ missing: ['files:write'] }, 'the credential lacks files:write'],
    [{ missing: ['files:read', 'files:write'] }, 'the credential lacks files:read, files:write'],
  ],
  'unknown-path': [[{}, 'no operation has this path']],
  'method-not-allowed': [[{ allowed: ['DELETE', 'POST'] }, 'this path takes DELETE, POST']],
  'not-found': [[{ resource: 'user', id: 'u1' }, 'user u1 does not exist']],
  'unsupported-content-type': [
    [
      { found: 'text/plain', expected: 'multipart/form-data' },
      'the content type is text/plain, multipart/form-data is expected',
    ],
    [
      { found: undefined, expected: 'application/json' },
      'the content type is absent, application/json is expected',
    ],
  ],
  malformed: [
    [{ what: 'form', message: 'no boundary' }, "the form can't be read: no boundary"],
    [{ what: 'json', message: 'unexpected end' }, "the json can't be read: unexpected end"],
    [{ what: 'url', message: 'bad escape' }, "the url can't be read: bad escape"],
    [{ what: 'http', message: 'bad header' }, "the http can't be read: bad header"],
    [{ what: 'namespace', message: 'bad name' }, "the namespace can't be read: bad name"],
  ],
  invalid: [
    [{ issues: [{ path: 'body.Name', message: 'too long', missing: false }] }, 'body.Name: too long'],
    [
      {
        issues: [
          { path: 'body.Name', message: 'is absent', missing: true },
          { path: 'query.limit', message: 'is no number', missing: false },
        ],
      },
      'body.Name: is absent; query.limit: is no number',
    ],
  ],
  'missing-part': [
    [{ part: 'file', reason: 'absent' }, 'part file is not a usable file: absent'],
    [{ part: 'file', reason: 'no-filename' }, 'part file is not a usable file: no-filename'],
    [{ part: 'file', reason: 'unquoted-filename' }, 'part file is not a usable file: unquoted-filename'],
    [{ part: 'file', reason: 'empty' }, 'part file is not a usable file: empty'],
  ],
  'too-large': [
    [{ part: 'file', limit: 15 }, 'part file has more than 15 bytes'],
    [{ part: undefined, limit: 1_048_576 }, 'the body has more than 1048576 bytes'],
  ],
  'unsupported-media': [
    [
      { found: 'image/gif', accepted: ['image/png', 'image/jpeg'], reason: 'type' },
      'the file is image/gif, accepted: image/png, image/jpeg',
    ],
    [
      { found: undefined, accepted: ['image/png'], reason: 'type' },
      'the file is of an unknown type, accepted: image/png',
    ],
    [
      { found: 'image/png', accepted: ['image/png'], reason: 'cut-image' },
      'the image/png image ends before its pixels do',
    ],
  ],
  'quota-exceeded': [
    [{ resource: 'file', limit: 10, unit: 'files' }, 'the owner already has 10 of file'],
    [{ resource: 'file', limit: 10, unit: 'bytes' }, 'the owner may have 10 bytes of file together'],
  ],
  conflict: [[{ resource: 'image', id: 'logo.png' }, 'image logo.png exists already']],
  'rate-limited': [
    [{}, 'too many requests'],
    [{ retryAfter: 30 }, 'too many requests'],
  ],
  timeout: [[{}, 'the request took too long to arrive']],
  'storage-full': [[{ message: 'limits.memoryBytes is reached' }, 'limits.memoryBytes is reached']],
  unavailable: [
    [{}, 'the service is unavailable'],
    [{ retryAfter: 30 }, 'the service is unavailable'],
  ],
  internal: [[{}, 'an error of the mock server itself']],
  'vendor-rule': [[{ rule: 'no-credit' }, "the vendor's rule no-credit is broken"]],
}

const cases = Object.entries(sentences).flatMap(([kind, shapes]) =>
  // `Sentences` holds each shape to its kind; `Object.entries` forgets that.
  shapes.map(([rest, sentence]) => [{ kind, ...rest } as Problem, sentence] as const),
)

describe('describeProblem', () => {
  it.each(cases)('says %j in one sentence', (problem, sentence) => {
    expect(describeProblem(problem)).toBe(sentence)
    expect(sentence).not.toMatch(/\n|undefined/)
  })
})

describe('ApiError', () => {
  it('carries the problem, and its sentence as the message', () => {
    const problem: Problem = { kind: 'not-found', resource: 'user', id: 'u1' }
    const error = new ApiError(problem)
    expect(error).toBeInstanceOf(Error)
    expect(error.name).toBe('ApiError')
    expect(error.problem).toBe(problem)
    expect(error.message).toBe('user u1 does not exist')
    expect(error.cause).toBeUndefined()
  })

  it('keeps its cause', () => {
    const cause = new Error('unexpected end of form')
    const problem: Problem = { kind: 'malformed', what: 'form', message: cause.message }
    expect(new ApiError(problem, { cause }).cause).toBe(cause)
  })
})
