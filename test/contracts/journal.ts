import { describe, expect, it, vi } from 'vitest'
import type { JournalEntry } from '../../src/core/journal.ts'
import type { Journal, JournalFilter, JournalRow } from '../../src/storage/journal.ts'
import { inWorlds, never, type WithRecords } from './worlds.ts'

/** How much a journal under test keeps, for each namespace, and for all of them. */
export interface KeptAtMost {
  readonly entries: number
  readonly bytes: number
  readonly totalBytes: number
}

/** An entry of a request that no test looks into. */
export function journalEntry(id: string, more: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id,
    namespace: 'default',
    vendor: 'zoom',
    operation: 'getUser',
    owners: ['me'],
    method: 'GET',
    path: '/v2/users/me',
    query: {},
    headers: {},
    body: null,
    bodyBytes: 0,
    outcome: 'accepted',
    committed: false,
    receivedAt: 1_700_000_000_000,
    durationMs: 1.5,
    credential: null,
    parts: [],
    response: { status: 200, headers: {}, body: '' },
    fault: null,
    findings: [],
    explanation: [],
    excerpts: [],
    ...more,
  }
}

const ROOM: KeptAtMost = { entries: 1_000, bytes: 8_000_000, totalBytes: 64_000_000 }

/** What every journal promises. `open` gives an empty one of these bounds; the suite closes it. */
export function describeJournal(
  name: string,
  open: (kept: KeptAtMost) => Promise<WithRecords<Journal>>,
): void {
  const opened = async (kept: Partial<KeptAtMost> = {}) => {
    const { store: journal, ...worlds } = await inWorlds(() => open({ ...ROOM, ...kept }))
    return { journal, ...worlds }
  }
  const filled = async (entries: readonly JournalEntry[], kept: Partial<KeptAtMost> = {}) => {
    const { journal, here, ...worlds } = await opened(kept)
    for (const entry of entries) await journal.add(here, entry)
    return { journal, here, ...worlds }
  }
  const idsOf = (rows: readonly JournalRow[]) => rows.map(({ entry }) => entry.id)
  const numbered = (count: number, more: Partial<JournalEntry> = {}) =>
    Array.from({ length: count }, (_, index) => journalEntry(`e${index}`, more))

  describe(`${name}: entries`, () => {
    it('gives back an entry as it was added, as soon as that resolves', async () => {
      const { journal, here } = await opened()
      const entry = journalEntry('a', {
        operation: null,
        response: null,
        body: { text: 'Überblick 背景', list: [1, { deep: null }] },
        credential: { scheme: 'Bearer', id: 'sha256:00', status: 'known' },
        explanation: ['one paragraph'],
        excerpts: [{ offset: 16, base64: 'QUJD' }],
      })
      await journal.add(here, entry)
      expect(await journal.find(here, 'a')).toStrictEqual(entry)
      const rows = await journal.list(here, {})
      expect(rows).toMatchObject([{ position: expect.any(Number) }])
      expect(rows[0]?.entry).toStrictEqual(entry)
    })

    it('counts the entries that are there', async () => {
      const { journal, here, world } = await filled(numbered(3))
      expect(await journal.count(here)).toBe(3)
      expect(await journal.count(await world('other'))).toBe(0)
      await journal.clear(here)
      expect(await journal.count(here)).toBe(0)
    })

    it('finds none by an id that no entry has', async () => {
      const { journal, here } = await filled([journalEntry('a')])
      expect(await journal.find(here, 'b')).toBeUndefined()
      expect(await journal.find(here, '')).toBeUndefined()
    })

    it('lists the oldest first, each at a higher position', async () => {
      // Received later, ended earlier: the order is that of the entries.
      const { journal, here } = await filled(
        [3, 1, 2].map(second => journalEntry(`e${second}`, { receivedAt: second * 1_000 })),
      )
      const rows = await journal.list(here, {})
      expect(idsOf(rows)).toEqual(['e3', 'e1', 'e2'])
      const positions = rows.map(({ position }) => position)
      expect(positions).toEqual([...positions].sort((a, b) => a - b))
      expect(new Set(positions).size).toBe(3)
    })

    it('has nothing of a namespace that never was', async () => {
      const { journal } = await opened()
      expect(await journal.list(never, {})).toEqual([])
      expect(await journal.find(never, 'a')).toBeUndefined()
      expect(await journal.evicted(never)).toEqual([])
      await journal.clear(never)
    })

    it('gives back texts that not every store can keep', async () => {
      const { journal, here } = await opened()
      const odd = 'a\u0000b \ud800 \\u0000 "'
      const entry = journalEntry('a', {
        query: { [odd]: odd },
        body: { [odd]: [odd] },
        headers: { 'x-odd': odd },
        owners: [odd],
        path: `/${odd}`,
        response: { status: 200, headers: {}, body: odd },
      })
      await journal.add(here, entry)
      expect(await journal.find(here, 'a')).toStrictEqual(entry)
    })

    it('finds nothing by texts that no entry can have', async () => {
      const { journal, here } = await filled([journalEntry('a')])
      expect(await journal.list(here, { vendor: 'zoom\0' })).toEqual([])
      expect(await journal.list(here, { operation: '\0' })).toEqual([])
      expect(await journal.find(here, '\0')).toBeUndefined()
    })

    it('loses none of many that come at once', async () => {
      const { journal, here } = await opened()
      await Promise.all(numbered(50).map(entry => journal.add(here, entry)))
      const rows = await journal.list(here, {})
      expect(new Set(idsOf(rows))).toEqual(new Set(numbered(50).map(({ id }) => id)))
      expect(new Set(rows.map(({ position }) => position)).size).toBe(50)
    })
  })

  describe(`${name}: a filter`, () => {
    const entries = [
      journalEntry('z1', { receivedAt: 1_000 }),
      journalEntry('z2', { operation: 'issueToken', outcome: 'refused', receivedAt: 2_000 }),
      journalEntry('w1', { vendor: 'webex', operation: 'listDevices', receivedAt: 3_000 }),
      journalEntry('w2', { vendor: 'webex', operation: null, outcome: 'refused', receivedAt: 4_000 }),
      journalEntry('z3', { outcome: 'aborted', response: null, receivedAt: 5_000 }),
      journalEntry('z4', { outcome: 'faulted', receivedAt: 5_000 }),
    ]

    it.each<[string, JournalFilter, readonly string[]]>([
      ['nothing', {}, ['z1', 'z2', 'w1', 'w2', 'z3', 'z4']],
      ['a vendor', { vendor: 'webex' }, ['w1', 'w2']],
      ['a vendor that nobody called', { vendor: 'amazon-connect' }, []],
      ['an operation', { operation: 'getUser' }, ['z1', 'z3', 'z4']],
      ['an operation of another vendor', { vendor: 'webex', operation: 'getUser' }, []],
      ['an outcome', { outcome: 'refused' }, ['z2', 'w2']],
      ['a vendor and an outcome', { vendor: 'zoom', outcome: 'aborted' }, ['z3']],
      ['a time, itself included', { since: 4_000 }, ['w2', 'z3', 'z4']],
      ['a time after all', { since: 5_001 }, []],
      ['a limit', { limit: 2 }, ['z1', 'z2']],
      ['a limit of what else it names', { vendor: 'zoom', limit: 3 }, ['z1', 'z2', 'z3']],
    ])('of %s shows these alone', async (_, filter, expected) => {
      const { journal, here } = await filled(entries)
      expect(idsOf(await journal.list(here, filter))).toEqual(expected)
    })

    it('with a position goes on behind it, to the last', async () => {
      const { journal, here } = await filled(entries)
      const seen: string[] = []
      let after: number | undefined
      for (;;) {
        const page = await journal.list(here, { vendor: 'zoom', after, limit: 3 })
        if (page.length === 0) break
        seen.push(...idsOf(page))
        after = page.at(-1)?.position
      }
      expect(seen).toEqual(['z1', 'z2', 'z3', 'z4'])
      expect(await journal.list(here, { after })).toEqual([])
      await journal.add(here, journalEntry('late'))
      expect(idsOf(await journal.list(here, { after }))).toEqual(['late'])
    })
  })

  describe(`${name}: worlds`, () => {
    it('keeps namespaces apart', async () => {
      const { journal, here, world } = await opened()
      const other = await world('other')
      await journal.add(here, journalEntry('a'))
      await journal.add(other, journalEntry('b'))
      expect(idsOf(await journal.list(here, {}))).toEqual(['a'])
      expect(idsOf(await journal.list(other, {}))).toEqual(['b'])
      expect(await journal.find(here, 'b')).toBeUndefined()
      expect(await journal.find(other, 'a')).toBeUndefined()
    })

    it('keeps generations apart, and takes what still comes of one that has ended', async () => {
      const { journal, here, renew } = await opened({ entries: 2 })
      for (const id of ['a', 'b', 'c']) await journal.add(here, journalEntry(id))
      const next = await renew()
      expect(await journal.list(next, {})).toEqual([])
      expect(await journal.evicted(next)).toEqual([])
      await journal.add(here, journalEntry('late'))
      await journal.add(next, journalEntry('new'))
      expect(idsOf(await journal.list(next, {}))).toEqual(['new'])
      expect(await journal.find(next, 'b')).toBeUndefined()
      expect(await journal.find(next, 'late')).toBeUndefined()
      expect(await journal.evicted(next)).toEqual([])
      expect(idsOf(await journal.list(here, {}))).not.toContain('new')
      expect(await journal.find(here, 'new')).toBeUndefined()
      await journal.clear(here)
      expect(idsOf(await journal.list(next, {}))).toEqual(['new'])
    })

    it('gives each the whole room', async () => {
      const { journal, here, world } = await opened({ entries: 2 })
      const other = await world('other')
      for (const entry of numbered(5)) await journal.add(here, entry)
      for (const entry of numbered(2)) await journal.add(other, entry)
      expect(idsOf(await journal.list(other, {}))).toEqual(['e0', 'e1'])
      expect(await journal.evicted(other)).toEqual([])
    })

    it('clears one, with what it let go of, and no other', async () => {
      const { journal, here, world } = await opened({ entries: 2 })
      const other = await world('other')
      for (const entry of numbered(5)) {
        await journal.add(here, entry)
        await journal.add(other, entry)
      }
      await journal.clear(here)
      expect(await journal.list(here, {})).toEqual([])
      expect(await journal.find(here, 'e4')).toBeUndefined()
      expect(await journal.evicted(here)).toEqual([])
      expect(idsOf(await journal.list(other, {}))).toEqual(['e3', 'e4'])
      expect(await journal.evicted(other)).toEqual([{ vendor: 'zoom', operation: 'getUser', count: 3 }])
    })

    it('shows what comes after a clear to whoever stood behind the last entry before', async () => {
      const { journal, here } = await filled(numbered(3))
      const after = (await journal.list(here, {})).at(-1)?.position
      await journal.clear(here)
      await journal.add(here, journalEntry('new'))
      expect(idsOf(await journal.list(here, { after }))).toEqual(['new'])
    })
  })

  describe(`${name}: bounds`, () => {
    it('lets the oldest go when there are too many', async () => {
      const { journal, here } = await filled(numbered(5), { entries: 3 })
      expect(idsOf(await journal.list(here, {}))).toEqual(['e2', 'e3', 'e4'])
      expect(await journal.find(here, 'e1')).toBeUndefined()
      expect(await journal.find(here, 'e2')).toMatchObject({ id: 'e2' })
    })

    it('lets nothing go while there is room', async () => {
      const { journal, here } = await filled(numbered(3), { entries: 3 })
      expect(await journal.list(here, {})).toHaveLength(3)
      expect(await journal.evicted(here)).toEqual([])
    })

    it('counts what went by vendor and operation', async () => {
      const { journal, here } = await opened({ entries: 1 })
      for (const [vendor, operation] of [
        ['zoom', 'getUser'],
        ['zoom', null],
        ['webex', null],
        ['zoom', 'getUser'],
        ['zoom', 'issueToken'],
        ['webex', 'listDevices'],
      ] as const)
        await journal.add(here, journalEntry(`${vendor}-${operation}`, { vendor, operation }))
      expect(new Set(await journal.evicted(here))).toEqual(
        new Set([
          { vendor: 'zoom', operation: 'getUser', count: 2 },
          { vendor: 'zoom', operation: null, count: 1 },
          { vendor: 'webex', operation: null, count: 1 },
          { vendor: 'zoom', operation: 'issueToken', count: 1 },
        ]),
      )
    })

    it('lets the oldest go when they take too many bytes', async () => {
      const big = { headers: { 'x-long': 'x'.repeat(20_000) } }
      const { journal, here } = await filled(numbered(20, big), { bytes: 200_000 })
      const ids = idsOf(await journal.list(here, {}))
      expect(ids.length).toBeGreaterThan(1)
      expect(ids.length).toBeLessThanOrEqual(10)
      expect(ids).toEqual(
        numbered(20)
          .map(({ id }) => id)
          .slice(-ids.length),
      )
      expect(await journal.evicted(here)).toMatchObject([{ count: 20 - ids.length }])
    })

    it('counts the bytes of every text in an entry', async () => {
      const long = 'x'.repeat(20_000)
      const entries = [
        journalEntry('body', { body: { deep: [long] } }),
        journalEntry('response', { response: { status: 200, headers: {}, body: long } }),
        journalEntry('explanation', { explanation: [long] }),
        journalEntry('excerpts', { excerpts: [{ offset: 0, base64: long }] }),
        journalEntry('query', { query: { long } }),
        journalEntry('owners', { owners: [long] }),
        journalEntry('credential', { credential: { scheme: 'form', id: long, status: 'presented' } }),
        journalEntry('fault', { fault: long }),
        journalEntry('path', { path: long }),
      ]
      for (const entry of entries) {
        const { journal, here } = await filled([entry, journalEntry('last')], { bytes: 15_000 })
        expect(idsOf(await journal.list(here, {}))).toEqual(['last'])
      }
    })

    it('keeps the latest entry, be it larger than all the room', async () => {
      const { journal, here } = await filled(
        [journalEntry('a'), journalEntry('b', { body: 'x'.repeat(50_000) })],
        {
          bytes: 1_000,
        },
      )
      expect(idsOf(await journal.list(here, {}))).toEqual(['b'])
      expect(await journal.find(here, 'b')).toBeDefined()
    })

    it('holds them through thousands of entries, and loses count of none', async () => {
      const { journal, here } = await filled(numbered(5_000), { entries: 7 })
      expect(idsOf(await journal.list(here, {}))).toEqual(
        Array.from({ length: 7 }, (_, index) => `e${4_993 + index}`),
      )
      expect(await journal.evicted(here)).toEqual([{ vendor: 'zoom', operation: 'getUser', count: 4_993 }])
    }, 60_000)

    it('has room again after a clear', async () => {
      const { journal, here } = await filled(numbered(3), { entries: 3 })
      await journal.clear(here)
      for (const entry of numbered(3)) await journal.add(here, entry)
      expect(await journal.list(here, {})).toHaveLength(3)
      expect(await journal.evicted(here)).toEqual([])
    })
  })

  describe(`${name}: bounds of all namespaces together`, () => {
    const big = { headers: { 'x-long': 'x'.repeat(20_000) } }
    const TOTAL = { totalBytes: 200_000 }

    it('let the oldest go of whichever namespace, and count them there', async () => {
      const { journal, here, world } = await opened(TOTAL)
      const others = await Promise.all(['one', 'two'].map(world))
      for (const one of [here, ...others]) for (const entry of numbered(4, big)) await journal.add(one, entry)
      const counts = await Promise.all([here, ...others].map(one => journal.count(one)))
      const sum = counts.reduce((all, count) => all + count, 0)
      expect(sum).toBeGreaterThan(4)
      expect(sum).toBeLessThanOrEqual(10)
      // Those that were used last have all they noted.
      expect(counts.at(-1)).toBe(4)
      for (const [index, one] of [here, ...others].entries()) {
        const gone = 4 - (counts[index] ?? 0)
        expect(idsOf(await journal.list(one, {}))).toEqual(['e0', 'e1', 'e2', 'e3'].slice(gone))
        expect(await journal.evicted(one)).toEqual(
          gone === 0 ? [] : [{ vendor: 'zoom', operation: 'getUser', count: gone }],
        )
      }
    })

    it('answer how many went for an entry, wherever', async () => {
      const { journal, here, world } = await opened(TOTAL)
      const other = await world('other')
      let gone = 0
      for (const entry of numbered(8, big)) gone += await journal.add(other, entry)
      for (const entry of numbered(8, big)) gone += await journal.add(here, entry)
      expect(gone).toBe(16 - (await journal.count(here)) - (await journal.count(other)))
      expect(gone).toBeGreaterThan(0)
    })

    it('keep the latest entry, be it larger than all the room', async () => {
      const { journal, here, world } = await opened({ totalBytes: 1_000 })
      const other = await world('other')
      await journal.add(other, journalEntry('a'))
      await journal.add(here, journalEntry('b', { body: 'x'.repeat(50_000) }))
      expect(idsOf(await journal.list(here, {}))).toEqual(['b'])
      expect(await journal.count(other)).toBe(0)
      expect(await journal.evicted(other)).toMatchObject([{ count: 1 }])
    })

    it('have room again after a clear', async () => {
      const { journal, here, world } = await opened(TOTAL)
      const other = await world('other')
      for (const entry of numbered(7, big)) await journal.add(other, entry)
      await journal.clear(other)
      for (const entry of numbered(7, big)) await journal.add(here, entry)
      expect(await journal.count(here)).toBe(7)
    })

    it('have room again after a generation’s end', async () => {
      const { journal, here, world, renew } = await opened(TOTAL)
      for (const entry of numbered(7, big)) await journal.add(here, entry)
      await renew()
      await journal.end(here)
      const other = await world('other')
      const added = async () => {
        for (const entry of numbered(7, big)) await journal.add(other, entry)
        const found = await journal.count(other)
        await journal.clear(other)
        return found
      }
      // What ended may go behind.
      await vi.waitFor(async () => expect(await added()).toBe(7), 10_000)
    })
  })
}
