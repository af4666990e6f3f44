import { describe, expect, it } from 'vitest'
import { asBase64Url, asUuid, randomIds, seededIds } from '../../src/core/ids.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

describe('seeded ids', () => {
  it('are the same for the same seed and arguments', () => {
    expect(seededIds(7).draw('default', 'zoom.file', () => 3)).toEqual(
      seededIds(7).draw('default', 'zoom.file', () => 3),
    )
  })

  it('do not depend on what was drawn before', () => {
    const ids = seededIds(7)
    ids.draw('default', 'zoom.file', () => 1)
    ids.draw('other', 'zoom.file', () => 1)
    expect(ids.draw('default', 'zoom.file', () => 2)).toEqual(
      seededIds(7).draw('default', 'zoom.file', () => 2),
    )
  })

  it('stay what they are from one version to the next', () => {
    expect(
      seededIds(42)
        .draw('default', 'zoom.file', () => 1)
        .toString('hex'),
    ).toBe('086252005f3410f954b44ac642ef0d5b')
  })

  it('differ when seed, namespace, kind or number does', () => {
    const draws = [
      seededIds(1).draw('a', 'kind', () => 1),
      seededIds(2).draw('a', 'kind', () => 1),
      seededIds(-1).draw('a', 'kind', () => 1),
      seededIds(1).draw('b', 'kind', () => 1),
      seededIds(1).draw('a', 'other', () => 1),
      seededIds(1).draw('a', 'kind', () => 2),
      seededIds(1).draw('a', 'kind', () => 11),
      seededIds(11).draw('a', 'kind', () => 1),
    ]
    expect(new Set(draws.map(String)).size).toBe(draws.length)
    for (const bytes of draws) expect(bytes).toHaveLength(16)
  })
})

describe('random ids', () => {
  it('have 16 bytes and never repeat', () => {
    const ids = randomIds()
    const draws = Array.from({ length: 1_000 }, () => ids.draw('a', 'kind', () => 1))
    expect(draws.every(bytes => bytes.length === 16)).toBe(true)
    expect(new Set(draws.map(bytes => bytes.toString('hex'))).size).toBe(1_000)
  })
})

describe('asUuid', () => {
  it.each([
    ['zeros', Buffer.alloc(16), '00000000-0000-4000-8000-000000000000'],
    ['ones', Buffer.alloc(16, 0xff), 'ffffffff-ffff-4fff-bfff-ffffffffffff'],
    ['a count', Buffer.from(Array.from({ length: 16 }, (_, i) => i)), '00010203-0405-4607-8809-0a0b0c0d0e0f'],
  ])('writes %s as a version 4 UUID', (_, bytes, uuid) => {
    expect(asUuid(bytes)).toBe(uuid)
  })

  it('writes any 16 bytes so, and differently', () => {
    const ids = seededIds(1)
    const uuids = Array.from({ length: 500 }, (_, n) => asUuid(ids.draw('a', 'kind', () => n)))
    for (const uuid of uuids) expect(uuid).toMatch(UUID_V4)
    expect(new Set(uuids).size).toBe(500)
  })

  it('leaves the bytes as they are', () => {
    const bytes = Buffer.alloc(16, 0xff)
    asUuid(bytes)
    expect(bytes).toEqual(Buffer.alloc(16, 0xff))
  })
})

describe('asBase64Url', () => {
  it('writes 16 bytes as 22 characters that need no escape in a URL', () => {
    const ids = seededIds(1)
    for (let n = 0; n < 200; n++) {
      const bytes = ids.draw('a', 'kind', () => n)
      const written = asBase64Url(bytes)
      expect(written).toMatch(/^[\w-]{22}$/)
      expect(Buffer.from(written, 'base64url')).toEqual(bytes)
    }
  })
})
