import { describe, expect, it, onTestFinished } from 'vitest'
import type { AssetFacts } from '../../src/core/asset.ts'
import type { Namespace } from '../../src/core/namespace.ts'
import type { NewRow, Owner, ReadPlan, Records, Row, RowsRead } from '../../src/storage/records.ts'

/** Facts of bytes that no test opens. */
export function facts(blob: string, more: Partial<AssetFacts> = {}): AssetFacts {
  return {
    blob,
    name: 'logo.png',
    type: 'image/png',
    declaredType: 'image/png',
    bytes: 45_632,
    sha256: 'ab'.repeat(32),
    ...more,
  }
}

/** A row to write; its id is its kind and key where `more` names none. */
export function newRow(kind: string, key: string, more: Partial<NewRow> = {}): NewRow {
  return { kind, key, id: `${kind}-${key}`, createdAt: 1_700_000_000_000, ...more }
}

/** An owner in a namespace. */
export function ownerIn(namespace: Namespace, id = 'org', vendor = 'webex'): Owner {
  return { namespace, vendor, id }
}

/** Whether the generation is its namespace's present one. */
export async function isCurrent(records: Records, { name, generation }: Namespace): Promise<boolean> {
  // To open one that is not there would make it.
  return (await records.names()).includes(name) && (await records.open(name)).generation === generation
}

/** Writes rows, and nothing else. */
export function put(records: Records, owner: Owner, ...rows: readonly NewRow[]): Promise<void> {
  return records.change(owner, {}, () => ({ put: rows, result: undefined }))
}

/** What a change sees that takes nothing and writes nothing. */
export function read<T>(
  records: Records,
  owner: Owner,
  plan: ReadPlan,
  look: (rows: RowsRead) => T,
): Promise<T> {
  return records.change(owner, plan, rows => ({ result: look(rows) }))
}

/** The numbers that a change takes of a counter. */
export function take(
  records: Records,
  owner: Owner,
  sequence: string,
  count = 1,
): Promise<readonly number[]> {
  return read(records, owner, { sequences: [sequence] }, rows =>
    Array.from({ length: count }, () => rows.next(sequence)),
  )
}

/** What every record store promises. `open` gives an empty store; the suite closes it. */
export function describeRecords(name: string, open: () => Promise<Records>): void {
  const opened = async () => {
    const records = await open()
    onTestFinished(() => records.close())
    return records
  }
  const world = async () => {
    const records = await opened()
    const namespace = await records.open('default')
    return { records, namespace, owner: ownerIn(namespace) }
  }
  const keysOf = (rows: readonly Row[]) => rows.map(row => row.key)
  const refusal = new Error('refused')

  describe(`${name}: rows`, () => {
    it('gives back a row as it was written', async () => {
      const { records, namespace, owner } = await world()
      const asset = facts('default/1/blob')
      const data = { text: 'a', number: 1.5, none: null, list: [1, { deep: true }], nested: { a: { b: [] } } }
      await put(
        records,
        owner,
        newRow('image', 'logo', { id: 'id-1', asset, data, createdAt: 1_767_225_600_123 }),
      )
      const expected = {
        position: expect.any(Number),
        namespace: 'default',
        vendor: 'webex',
        owner: 'org',
        kind: 'image',
        key: 'logo',
        id: 'id-1',
        createdAt: 1_767_225_600_123,
        asset,
        data,
      }
      expect(await records.find(namespace, 'id-1')).toStrictEqual(expected)
      expect(await records.list({ namespace })).toStrictEqual([expected])
      const plan = { kinds: ['image'] }
      expect(await read(records, owner, plan, rows => rows.all('image'))).toStrictEqual([expected])
      expect(await read(records, owner, plan, rows => rows.find('image', 'logo'))).toStrictEqual(expected)
    })

    it('gives back a row without asset and data', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('folder', 'a'))
      expect(await records.find(namespace, 'folder-a')).toMatchObject({ asset: undefined, data: {} })
    })

    it.each<[string, Partial<AssetFacts>]>([
      ['without a declared type', { declaredType: undefined }],
      ['without a hash', { sha256: undefined }],
      ['with neither', { declaredType: undefined, sha256: undefined }],
      ['of no bytes', { bytes: 0 }],
      ['of more than 4 GiB', { bytes: 5_000_000_000 }],
      ['with an empty name', { name: '' }],
      ['with a name in many scripts', { name: 'Überblick 背景 🏞️ "a"\\b\n\u0000.png' }],
    ])('gives back the facts of an asset %s', async (_, more) => {
      const { records, namespace, owner } = await world()
      const asset = facts('default/1/blob', more)
      await put(records, owner, newRow('image', 'a', { asset }))
      expect((await records.find(namespace, 'image-a'))?.asset).toStrictEqual(asset)
    })

    it.each(['Überblick', '背景', '🏞️', "it's; DROP TABLE rows --", '%', ' ', 'a\u0000b', 'é', 'e\u0301'])(
      'takes %j as key, id, owner and data',
      async text => {
        const { records, namespace } = await world()
        const owner = ownerIn(namespace, text)
        const data = { [text]: text }
        await put(records, owner, newRow('image', text, { id: `id ${text}`, data }))
        const row = await records.find(namespace, `id ${text}`)
        expect(row).toMatchObject({ key: text, owner: text, id: `id ${text}` })
        expect(row?.data).toStrictEqual(data)
        expect(await records.list({ namespace, vendor: 'webex', owner: text, kind: 'image' })).toHaveLength(1)
        const plan = { keys: [{ kind: 'image', key: text }] }
        expect((await read(records, owner, plan, rows => rows.find('image', text)))?.id).toBe(`id ${text}`)
      },
    )

    it('tells keys apart that only look the same', async () => {
      const { records, namespace, owner } = await world()
      const keys = ['é', 'e\u0301', 'É', 'a', 'A', 'a ', 'a\u0000', '']
      for (const [i, key] of keys.entries())
        await put(records, owner, newRow('image', key, { id: `id-${i}` }))
      expect(keysOf(await records.list({ namespace }))).toEqual(keys)
    })

    it('finds no row by an id that nobody has', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      expect(await records.find(namespace, 'a')).toBeUndefined()
      expect(await records.find(namespace, '')).toBeUndefined()
    })

    it('lets a row take the place of one with its kind and key, under its position', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'), newRow('image', 'b'), newRow('image', 'c'))
      const [before] = await records.list({ namespace })
      const asset = facts('default/1/new')
      await put(records, owner, newRow('image', 'a', { id: 'new', createdAt: 5, asset, data: { is: 'new' } }))
      const rows = await records.list({ namespace })
      expect(keysOf(rows)).toEqual(['a', 'b', 'c'])
      expect(rows[0]).toMatchObject({
        id: 'new',
        createdAt: 5,
        asset,
        data: { is: 'new' },
        position: before?.position,
      })
      expect(await records.find(namespace, 'image-a')).toBeUndefined()
      expect((await records.find(namespace, 'new'))?.key).toBe('a')
      const all = await read(records, owner, { kinds: ['image'] }, read => read.all('image'))
      expect(keysOf(all)).toEqual(['a', 'b', 'c'])
    })

    it('lets a row take the place of one with the same id', async () => {
      const { records, namespace, owner } = await world()
      const asset = facts('default/1/old')
      await put(records, owner, newRow('image', 'a', { asset, data: { is: 'old' } }))
      await put(records, owner, newRow('image', 'a'))
      expect(await records.list({ namespace })).toMatchObject([{ id: 'image-a', asset: undefined, data: {} }])
    })

    it('lets an id be used again that a replaced or deleted row had', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a', { id: 'one' }), newRow('image', 'b', { id: 'two' }))
      await put(records, owner, newRow('image', 'a', { id: 'three' }))
      await records.change(owner, {}, () => ({ delete: [{ kind: 'image', key: 'b' }], result: undefined }))
      await put(records, owner, newRow('image', 'c', { id: 'one' }), newRow('image', 'd', { id: 'two' }))
      expect((await records.list({ namespace })).map(row => row.id)).toEqual(['three', 'one', 'two'])
    })

    it('keeps the same key apart for another kind, owner, vendor or namespace', async () => {
      const { records, namespace, owner } = await world()
      const other = await records.open('other')
      await put(records, owner, newRow('image', 'logo', { id: '1' }), newRow('icon', 'logo', { id: '2' }))
      await put(records, ownerIn(namespace, 'org-2'), newRow('image', 'logo', { id: '3' }))
      await put(records, ownerIn(namespace, 'org', 'zoom'), newRow('image', 'logo', { id: '4' }))
      await put(records, ownerIn(other), newRow('image', 'logo', { id: '1' }))
      expect((await records.list({ namespace })).map(row => row.id)).toEqual(['1', '2', '3', '4'])
      expect((await records.list({ namespace: other })).map(row => row.id)).toEqual(['1'])
      await records.change(owner, {}, () => ({ delete: [{ kind: 'image', key: 'logo' }], result: undefined }))
      expect((await records.list({ namespace })).map(row => row.id)).toEqual(['2', '3', '4'])
      expect(await records.find(other, '1')).toBeDefined()
    })

    it.each<[string, (owner: Owner) => Owner, string, string]>([
      ['of the same owner and kind', owner => owner, 'image', 'b'],
      ['of another kind', owner => owner, 'icon', 'a'],
      ['of another owner', owner => ({ ...owner, id: 'org-2' }), 'image', 'a'],
      ['of another vendor', owner => ({ ...owner, vendor: 'zoom' }), 'image', 'a'],
    ])('refuses an id that a row %s has', async (_, ownerOf, kind, key) => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a', { id: 'same', data: { is: 'first' } }))
      await expect(put(records, ownerOf(owner), newRow(kind, key, { id: 'same' }))).rejects.toThrow()
      expect(await records.list({ namespace })).toMatchObject([{ key: 'a', data: { is: 'first' } }])
    })
  })

  describe(`${name}: changes`, () => {
    it('answers the result', async () => {
      const { records, owner } = await world()
      const result = { any: 'thing' }
      expect(await records.change(owner, {}, () => ({ result }))).toBe(result)
    })

    it('shows the rows that its plan names', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'), newRow('image', 'b'), newRow('icon', 'c'))
      await put(records, ownerIn(namespace, 'org-2'), newRow('image', 'd'))
      const plan = {
        kinds: ['image'],
        keys: [{ kind: 'icon', key: 'c' }],
        counts: ['icon', 'none'],
        bytes: ['icon'],
      }
      await read(records, owner, plan, rows => {
        expect(keysOf(rows.all('image'))).toEqual(['a', 'b'])
        expect(rows.find('image', 'b')?.id).toBe('image-b')
        expect(rows.find('image', 'd')).toBeUndefined()
        expect(rows.count('image')).toBe(2)
        expect(rows.bytes('image')).toBe(0)
        expect(rows.find('icon', 'c')?.id).toBe('icon-c')
        expect(rows.count('icon')).toBe(1)
        expect(rows.count('none')).toBe(0)
      })
    })

    it.each<[string, (rows: RowsRead) => unknown]>([
      ['the rows of a kind', rows => rows.all('icon')],
      ['the rows of a kind of which only one is planned', rows => rows.all('single')],
      ['the rows of a kind that is only counted', rows => rows.all('counted')],
      ['a row', rows => rows.find('icon', 'a')],
      ['another row of a planned one', rows => rows.find('single', 'b')],
      ['a row of a kind that is only counted', rows => rows.find('counted', 'a')],
      ['a count', rows => rows.count('icon')],
      ['a sum of bytes', rows => rows.bytes('icon')],
      ['a sum of bytes of a kind that is only counted', rows => rows.bytes('counted')],
      ['a count of a kind whose bytes are only summed', rows => rows.count('summed')],
      ['the rows of a kind whose bytes are only summed', rows => rows.all('summed')],
      ['a count where only one row is planned', rows => rows.count('single')],
      ['a counter', rows => rows.next('other')],
    ])('refuses to ask for %s that its plan does not name', async (_, ask) => {
      const { records, namespace, owner } = await world()
      const plan = {
        kinds: ['image'],
        keys: [{ kind: 'single', key: 'a' }],
        counts: ['counted'],
        bytes: ['summed'],
        sequences: ['ids'],
      }
      const change = records.change(owner, plan, rows => {
        ask(rows)
        return { put: [newRow('image', 'a')], result: undefined }
      })
      await expect(change).rejects.toThrow("the change's plan does not name")
      expect(await records.list({ namespace })).toEqual([])
    })

    it('changes nothing when it is refused, not even counters', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      expect(await take(records, owner, 'ids')).toEqual([1])
      const change = records.change(owner, { sequences: ['ids', 'fresh'] }, rows => {
        rows.next('ids')
        rows.next('fresh')
        throw refusal
      })
      await expect(change).rejects.toBe(refusal)
      expect(keysOf(await records.list({ namespace }))).toEqual(['a'])
      expect(await take(records, owner, 'ids')).toEqual([2])
      expect(await take(records, owner, 'fresh')).toEqual([1])
    })

    it('changes nothing when one of its rows is refused, not even counters', async () => {
      const { records, namespace, owner } = await world()
      await put(
        records,
        owner,
        newRow('image', 'a', { data: { is: 'old' } }),
        newRow('image', 'b'),
        newRow('image', 'c', { id: 'taken' }),
      )
      const before = await records.list({ namespace })
      const change = records.change(owner, { sequences: ['ids'] }, rows => ({
        delete: [{ kind: 'image', key: 'b' }],
        put: [
          newRow('image', 'a', { id: 'other', data: { is: 'new' } }),
          newRow('image', 'd'),
          newRow('image', 'e', { id: 'taken' }),
        ],
        result: rows.next('ids'),
      }))
      await expect(change).rejects.toThrow()
      expect(await records.list({ namespace })).toStrictEqual(before)
      expect(await records.find(namespace, 'other')).toBeUndefined()
      expect((await records.find(namespace, 'image-b'))?.key).toBe('b')
      expect((await records.find(namespace, 'taken'))?.key).toBe('c')
      expect(await read(records, owner, { counts: ['image'] }, rows => rows.count('image'))).toBe(3)
      expect(await take(records, owner, 'ids')).toEqual([1])
    })

    it('goes on working after a refusal', async () => {
      const { records, namespace, owner } = await world()
      await expect(
        records.change(owner, {}, () => {
          throw refusal
        }),
      ).rejects.toBe(refusal)
      await put(records, owner, newRow('image', 'a'))
      expect(keysOf(await records.list({ namespace }))).toEqual(['a'])
    })

    it('deletes before it writes, so that a key and an id can be given anew', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a', { id: 'one' }), newRow('image', 'b', { id: 'two' }))
      await records.change(owner, {}, () => ({
        put: [newRow('image', 'a', { id: 'one', data: { is: 'new' } })],
        delete: [{ kind: 'image', key: 'a' }],
        result: undefined,
      }))
      const rows = await records.list({ namespace })
      // A row written after a deletion is a new one: it is the youngest.
      expect(keysOf(rows)).toEqual(['b', 'a'])
      expect(rows[1]).toMatchObject({ id: 'one', data: { is: 'new' } })
      await records.change(owner, {}, () => ({
        put: [newRow('image', 'c', { id: 'two' })],
        delete: [{ kind: 'image', key: 'b' }],
        result: undefined,
      }))
      expect((await records.find(namespace, 'two'))?.key).toBe('c')
    })

    it('takes the deletion of an absent row for a success', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      const doomed = [
        { kind: 'image', key: 'absent' },
        { kind: 'icon', key: 'a' },
      ]
      await records.change(owner, {}, () => ({ delete: doomed, result: undefined }))
      await records.change(ownerIn(namespace, 'org-2'), {}, () => ({
        delete: [{ kind: 'image', key: 'a' }],
        result: undefined,
      }))
      expect(keysOf(await records.list({ namespace }))).toEqual(['a'])
    })

    it('counts the rows of an owner and kind', async () => {
      const { records, namespace, owner } = await world()
      const count = () => read(records, owner, { counts: ['image'] }, rows => rows.count('image'))
      expect(await count()).toBe(0)
      await put(records, owner, newRow('image', 'a'), newRow('image', 'b'), newRow('icon', 'c'))
      await put(records, ownerIn(namespace, 'org-2'), newRow('image', 'd'))
      expect(await count()).toBe(2)
      await put(records, owner, newRow('image', 'a'))
      expect(await count()).toBe(2)
      await records.change(owner, {}, () => ({ delete: [{ kind: 'image', key: 'a' }], result: undefined }))
      expect(await count()).toBe(1)
    })

    it('sums the bytes of an owner’s assets of a kind', async () => {
      const { records, namespace, owner } = await world()
      const bytes = () => read(records, owner, { bytes: ['image', 'none'] }, rows => rows.bytes('image'))
      const image = (key: string, more: Partial<AssetFacts>) =>
        newRow('image', key, { asset: facts(`blob-${key}-${more.bytes}`, more) })
      expect(await bytes()).toBe(0)
      await put(records, owner, image('a', { bytes: 1 }), image('b', { bytes: 20 }), newRow('image', 'c'))
      await put(records, owner, newRow('icon', 'a', { asset: facts('blob-icon', { bytes: 7_000 }) }))
      await put(records, ownerIn(namespace, 'org-2'), {
        ...image('a', { bytes: 90_000 }),
        id: 'of-another',
      })
      expect(await bytes()).toBe(21)
      await put(records, owner, image('a', { bytes: 300 }))
      expect(await bytes()).toBe(320)
      await put(records, owner, image('d', { bytes: 5 * 2 ** 40 }))
      expect(await bytes()).toBe(320 + 5 * 2 ** 40)
      await records.change(owner, {}, () => ({
        delete: [
          { kind: 'image', key: 'b' },
          { kind: 'image', key: 'd' },
          { kind: 'image', key: 'absent' },
        ],
        result: undefined,
      }))
      expect(await bytes()).toBe(300)
      expect(await read(records, owner, { kinds: ['image'] }, rows => rows.bytes('image'))).toBe(300)
    })

    it.each(['"bytes":9', '\\"bytes":9', '\0', '\ud800', '{"bytes":9}'])(
      'sums the bytes of an asset that is named %j',
      async name => {
        const { records, owner } = await world()
        const asset = facts('blob', { name, declaredType: name, bytes: 12 })
        await put(records, owner, newRow('image', 'a', { asset }))
        expect(await read(records, owner, { bytes: ['image'] }, rows => rows.bytes('image'))).toBe(12)
      },
    )

    it('sums what is left when a change is refused midway', async () => {
      const { records, owner } = await world()
      const image = (key: string, bytes: number, id: string) =>
        newRow('image', key, { id, asset: facts(`blob-${id}-${bytes}`, { bytes }) })
      await put(records, owner, image('a', 1, 'one'), image('b', 20, 'two'), image('c', 300, 'three'))
      const change = records.change(owner, {}, () => ({
        delete: [{ kind: 'image', key: 'b' }],
        put: [image('a', 4_000, 'one'), image('d', 50_000, 'three')],
        result: undefined,
      }))
      await expect(change).rejects.toThrow()
      expect(await read(records, owner, { bytes: ['image'] }, rows => rows.bytes('image'))).toBe(321)
    })

    it('numbers from 1 on, for each counter and namespace apart', async () => {
      const { records, namespace, owner } = await world()
      const other = await records.open('other')
      expect(await take(records, owner, 'ids', 3)).toEqual([1, 2, 3])
      expect(await take(records, owner, 'ids', 2)).toEqual([4, 5])
      expect(await take(records, ownerIn(namespace, 'org-2'), 'ids')).toEqual([6])
      expect(await take(records, owner, 'orgs')).toEqual([1])
      expect(await take(records, ownerIn(other), 'ids')).toEqual([1])
    })

    it('lets exactly one of 50 parallel changes have the last free place', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, ...Array.from({ length: 9 }, (_, i) => newRow('image', `present-${i}`)))
      const changes = Array.from({ length: 50 }, (_, i) =>
        records.change(owner, { counts: ['image'], sequences: ['ids'] }, rows => {
          if (rows.count('image') >= 10) throw refusal
          return { put: [newRow('image', `new-${i}`)], result: rows.next('ids') }
        }),
      )
      const results = await Promise.allSettled(changes)
      expect(results.filter(result => result.status === 'fulfilled').map(({ value }) => value)).toEqual([1])
      const refused = results.filter(result => result.status === 'rejected')
      expect(refused.map(({ reason }) => reason)).toEqual(Array.from({ length: 49 }, () => refusal))
      expect(await records.list({ namespace })).toHaveLength(10)
    })

    it('lets no more of 50 parallel changes have bytes than there are', async () => {
      const { records, namespace, owner } = await world()
      const file = (n: number) => newRow('image', `${n}`, { asset: facts(`blob-${n}`, { bytes: 30 }) })
      await put(records, owner, file(0))
      const changes = Array.from({ length: 50 }, (_, n) =>
        records.change(owner, { bytes: ['image'] }, rows => {
          if (rows.bytes('image') + 30 > 100) throw refusal
          return { put: [file(n + 1)], result: undefined }
        }),
      )
      const results = await Promise.allSettled(changes)
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
      expect(await records.list({ namespace })).toHaveLength(3)
    })

    it.each([
      ['one owner', () => 'org'],
      ['as many owners', (n: number) => `org-${n}`],
    ])('gives each of 50 parallel changes of %s another number', async (_, owner) => {
      const { records, namespace } = await world()
      const numbers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => take(records, ownerIn(namespace, owner(n)), 'ids')),
      )
      expect(numbers.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
    })
  })

  describe(`${name}: lists`, () => {
    const filled = async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a', { asset: facts('blob-a') }), newRow('folder', 'b'))
      await put(records, ownerIn(namespace, 'org-2'), newRow('image', 'c', { asset: facts('blob-c') }))
      await put(records, ownerIn(namespace, 'org', 'zoom'), newRow('image', 'd'))
      await put(records, owner, newRow('folder', 'e', { asset: facts('blob-e') }))
      await put(records, ownerIn(await records.open('other')), newRow('image', 'f'))
      return { records, namespace }
    }

    it.each([
      [{}, 'abcde'],
      [{ vendor: 'webex' }, 'abce'],
      [{ owner: 'org' }, 'abde'],
      [{ kind: 'image' }, 'acd'],
      [{ assets: true }, 'ace'],
      [{ assets: false }, 'abcde'],
      [{ vendor: 'webex', owner: 'org' }, 'abe'],
      [{ vendor: 'webex', owner: 'org', kind: 'folder' }, 'be'],
      [{ vendor: 'webex', owner: 'org', kind: 'folder', assets: true }, 'e'],
      [{ vendor: 'webex', kind: 'image' }, 'ac'],
      [{ owner: 'org', kind: 'image' }, 'ad'],
      [{ vendor: 'nobody' }, ''],
      [{ vendor: 'webex', owner: 'nobody' }, ''],
      [{ vendor: 'webex', owner: 'org', kind: 'none' }, ''],
    ])('names what the filter %j lets pass', async (filter, keys) => {
      const { records, namespace } = await filled()
      expect(keysOf(await records.list({ namespace, ...filter })).join('')).toBe(keys)
    })

    it('gives positions that rise with age, across owners and namespaces', async () => {
      const { records, namespace } = await filled()
      const positions = (await records.list({ namespace })).map(row => row.position)
      expect(positions).toEqual([...positions].sort((a, b) => a - b))
      expect(new Set(positions).size).toBe(5)
      const [other] = await records.list({ namespace: await records.open('other') })
      expect(other?.position).toBeGreaterThan(positions.at(-1) ?? 0)
    })

    it.each([{}, { vendor: 'webex' }, { vendor: 'webex', owner: 'org' }, { assets: true }])(
      'goes page by page through what the filter %j lets pass',
      async filter => {
        const { records, namespace } = await filled()
        const whole = await records.list({ namespace, ...filter })
        const paged: Row[] = []
        for (;;) {
          const page = await records.list({ namespace, ...filter, after: paged.at(-1)?.position, limit: 2 })
          expect(page.length).toBeLessThanOrEqual(2)
          if (page.length === 0) break
          paged.push(...page)
        }
        expect(paged).toStrictEqual(whole)
        expect(paged.length).toBeGreaterThan(2)
      },
    )

    it('goes on behind a position whose row was deleted', async () => {
      const { records, namespace } = await filled()
      const [, second] = await records.list({ namespace })
      await records.change(ownerIn(namespace), {}, () => ({
        delete: [{ kind: 'folder', key: 'b' }],
        result: undefined,
      }))
      expect(keysOf(await records.list({ namespace, after: second?.position })).join('')).toBe('cde')
    })

    it('shows no row twice and none too few when rows are replaced between pages', async () => {
      const { records, namespace } = await filled()
      const first = await records.list({ namespace, limit: 2 })
      await put(records, ownerIn(namespace), newRow('image', 'a', { id: 'new' }))
      const second = await records.list({ namespace, after: first.at(-1)?.position })
      expect(keysOf([...first, ...second]).join('')).toBe('abcde')
    })

    it('gives as many rows as the limit says', async () => {
      const { records, namespace } = await filled()
      expect(keysOf(await records.list({ namespace, limit: 1 }))).toEqual(['a'])
      expect(keysOf(await records.list({ namespace, limit: 5 }))).toHaveLength(5)
      expect(keysOf(await records.list({ namespace, limit: 100 }))).toHaveLength(5)
      expect(await records.list({ namespace, after: Number.MAX_SAFE_INTEGER })).toEqual([])
    })

    it('gives a position to no row twice', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'), newRow('image', 'b'))
      const last = (await records.list({ namespace })).at(-1)?.position ?? 0
      await records.change(owner, {}, () => ({ delete: [{ kind: 'image', key: 'b' }], result: undefined }))
      await put(records, owner, newRow('image', 'c'))
      expect((await records.list({ namespace })).at(-1)?.position).toBeGreaterThan(last)
    })
  })

  describe(`${name}: namespaces`, () => {
    it('has a namespace from its first use', async () => {
      const records = await opened()
      expect(await records.names()).toEqual([])
      const namespace = await records.open('one')
      expect(namespace.name).toBe('one')
      await records.open('two')
      expect([...(await records.names())].sort()).toEqual(['one', 'two'])
      expect(await isCurrent(records, namespace)).toBe(true)
    })

    it('answers the same generation until the namespace is dropped', async () => {
      const records = await opened()
      const first = await records.open('one')
      expect(await records.open('one')).toEqual(first)
      await records.open('two')
      expect(await records.open('one')).toEqual(first)
    })

    it('never uses a generation of a namespace twice', async () => {
      const records = await opened()
      const generations = new Set<number>()
      for (let round = 0; round < 5; round++) {
        generations.add((await records.open('one')).generation)
        await records.drop('one')
      }
      expect(generations.size).toBe(5)
    })

    it('answers the generation that a drop ends', async () => {
      const records = await opened()
      const namespace = await records.open('one')
      expect(await records.drop('one')).toEqual(namespace)
      expect(await records.drop('one')).toBeUndefined()
      expect(await records.drop('never')).toBeUndefined()
      expect(await records.names()).toEqual([])
    })

    it('shows nothing in a generation that has ended', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a', { asset: facts('blob') }))
      await records.drop('default')
      const looksEmpty = async () => {
        expect(await isCurrent(records, namespace)).toBe(false)
        expect(await records.list({ namespace })).toEqual([])
        expect(await records.list({ namespace, vendor: 'webex', owner: 'org' })).toEqual([])
        expect(await records.find(namespace, 'image-a')).toBeUndefined()
      }
      await looksEmpty()
      const next = await records.open('default')
      await put(records, ownerIn(next), newRow('image', 'a'))
      await looksEmpty()
      expect(await isCurrent(records, next)).toBe(true)
    })

    it('decides on nothing and applies nothing in a generation that has ended', async () => {
      const { records, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      expect(await take(records, owner, 'ids', 5)).toHaveLength(5)
      await records.drop('default')
      const next = await records.open('default')
      await put(records, ownerIn(next), newRow('image', 'a'), newRow('image', 'b'))
      await take(records, ownerIn(next), 'ids', 3)
      const late = await records.change(
        owner,
        { kinds: ['image'], counts: ['image'], sequences: ['ids'] },
        rows => ({
          put: [newRow('image', 'late')],
          delete: [{ kind: 'image', key: 'b' }],
          result: {
            all: rows.all('image'),
            found: rows.find('image', 'a'),
            count: rows.count('image'),
            number: rows.next('ids'),
          },
        }),
      )
      expect(late).toEqual({ all: [], found: undefined, count: 0, number: 1 })
      expect(keysOf(await records.list({ namespace: next }))).toEqual(['a', 'b'])
      expect(await take(records, ownerIn(next), 'ids')).toEqual([4])
    })

    it('lets a change be refused in a generation that has ended', async () => {
      const { records, owner } = await world()
      await records.drop('default')
      const change = records.change(owner, {}, () => {
        throw refusal
      })
      await expect(change).rejects.toBe(refusal)
      expect(await records.names()).toEqual([])
    })

    it('holds a late change to its plan too', async () => {
      const { records, owner } = await world()
      await records.drop('default')
      const change = read(records, owner, {}, rows => rows.count('image'))
      await expect(change).rejects.toThrow("the change's plan does not name")
    })

    it('begins without rows and counters after a drop', async () => {
      const { records, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      await take(records, owner, 'ids', 7)
      await records.drop('default')
      const next = ownerIn(await records.open('default'))
      expect(await records.list({ namespace: next.namespace })).toEqual([])
      expect(await take(records, next, 'ids')).toEqual([1])
      await put(records, next, newRow('image', 'a'))
      expect(await records.find(next.namespace, 'image-a')).toBeDefined()
    })

    it('drops one namespace and leaves the others alone', async () => {
      const { records, owner } = await world()
      const other = await records.open('other')
      await put(records, owner, newRow('image', 'a'))
      await put(records, ownerIn(other), newRow('image', 'a'))
      await take(records, ownerIn(other), 'ids', 2)
      await records.drop('default')
      expect(await records.names()).toEqual(['other'])
      expect(await isCurrent(records, other)).toBe(true)
      expect(keysOf(await records.list({ namespace: other }))).toEqual(['a'])
      expect(await take(records, ownerIn(other), 'ids')).toEqual([3])
    })

    it('knows no generation of a namespace that never was', async () => {
      const records = await opened()
      const never = { name: 'never', generation: 1 }
      expect(await isCurrent(records, never)).toBe(false)
      expect(await records.list({ namespace: never })).toEqual([])
      expect(await records.find(never, 'id')).toBeUndefined()
      await put(records, ownerIn(never), newRow('image', 'a'))
      expect(await records.names()).toEqual([])
    })
  })
  describe(`${name}: drafts`, () => {
    /** A row as contents carry it. */
    const content = (key: string, more: Partial<NewRow> & { vendor?: string; owner?: string } = {}) => ({
      vendor: 'webex',
      owner: 'org',
      ...newRow('image', key),
      ...more,
    })
    const contents = (...rows: readonly ReturnType<typeof content>[]) => ({ rows, sequences: new Map() })

    it('is seen by nobody until it is adopted', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      const draft = await records.draft('default')
      expect(draft.name).toBe('default')
      expect(draft.generation).not.toBe(namespace.generation)
      expect(await isCurrent(records, draft)).toBe(false)
      expect(await records.list({ namespace: draft })).toEqual([])
      expect(await records.open('default')).toEqual(namespace)
      await put(records, ownerIn(draft), newRow('image', 'late'))
      expect(keysOf(await records.list({ namespace }))).toEqual(['a'])
    })

    it('makes no namespace where none was', async () => {
      const records = await opened()
      await records.draft('new')
      expect(await records.names()).toEqual([])
    })

    it('is of a generation that no other draft and no later world has', async () => {
      const records = await opened()
      const generations = [
        (await records.draft('one')).generation,
        (await records.open('one')).generation,
        (await records.draft('one')).generation,
      ]
      await records.drop('one')
      generations.push((await records.open('one')).generation)
      expect(new Set(generations).size).toBe(4)
    })

    it('takes the place of the present world when it is adopted, and ends that', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'old'), newRow('image', 'both', { data: { is: 'old' } }))
      await take(records, owner, 'ids', 3)
      const draft = await records.draft('default')
      const asset = facts('default/2/blob', { declaredType: undefined, sha256: undefined })
      const data = { deep: [1, { a: null }], is: 'new' }
      expect(
        await records.adopt(
          draft,
          contents(content('both', { asset, data }), content('new', { createdAt: 5 })),
        ),
      ).toEqual(namespace)
      expect(await isCurrent(records, namespace)).toBe(false)
      expect(await records.list({ namespace })).toEqual([])
      const present = await records.open('default')
      expect(present).toEqual(draft)
      expect(await records.list({ namespace: present })).toMatchObject([
        { key: 'both', id: 'image-both', vendor: 'webex', owner: 'org', asset, data },
        { key: 'new', createdAt: 5, asset: undefined, data: {} },
      ])
      expect(await take(records, ownerIn(present), 'ids')).toEqual([1])
    })

    it('answers undefined where it ends no world', async () => {
      const records = await opened()
      expect(await records.adopt(await records.draft('new'), contents(content('a')))).toBeUndefined()
      expect(await records.names()).toEqual(['new'])
      expect(await records.find(await records.open('new'), 'image-a')).toBeDefined()
    })

    it('can be empty', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      expect(await records.adopt(await records.draft('default'), contents())).toEqual(namespace)
      expect(await records.list({ namespace: await records.open('default') })).toEqual([])
      expect(await records.names()).toEqual(['default'])
    })

    it('keeps the order of its rows, across owners and vendors, and goes on behind them', async () => {
      const { records } = await world()
      const draft = await records.draft('default')
      const owners = [{}, { vendor: 'zoom' }, { owner: 'org-2' }, {}]
      const keys = owners.map((_, index) => `${9 - index}`)
      await records.adopt(draft, contents(...keys.map((key, index) => content(key, owners[index]))))
      await put(records, ownerIn(draft), newRow('image', 'last'))
      const rows = await records.list({ namespace: draft })
      expect(keysOf(rows)).toEqual([...keys, 'last'])
      expect(rows.map(row => row.position)).toEqual(rows.map(row => row.position).sort((a, b) => a - b))
      expect(keysOf(await records.list({ namespace: draft, vendor: 'zoom' }))).toEqual(['8'])
    })

    it('goes on counting from its sequences', async () => {
      const { records, owner } = await world()
      await take(records, owner, 'old', 5)
      const draft = await records.draft('default')
      await records.adopt(draft, { rows: [], sequences: new Map([['ids', 7]]) })
      expect(await take(records, ownerIn(draft), 'ids', 2)).toEqual([8, 9])
      expect(await take(records, ownerIn(draft), 'old')).toEqual([1])
    })

    it.each([
      ['two rows with one id', [{}, { key: 'b', id: 'image-a' }]],
      ['two rows of two owners with one id', [{}, { owner: 'org-2' }]],
    ])('leaves the present world as it is when it has %s', async (_, rows) => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'old'))
      await take(records, owner, 'ids', 3)
      const draft = await records.draft('default')
      const adopted = records.adopt(draft, {
        rows: rows.map(more => content('a', more)),
        sequences: new Map([['ids', 9]]),
      })
      await expect(adopted).rejects.toThrow()
      expect(await isCurrent(records, draft)).toBe(false)
      expect(await records.open('default')).toEqual(namespace)
      expect(keysOf(await records.list({ namespace }))).toEqual(['old'])
      expect(await take(records, owner, 'ids')).toEqual([4])
    })

    it('leaves other namespaces alone', async () => {
      const { records, namespace, owner } = await world()
      await put(records, owner, newRow('image', 'a'))
      await take(records, owner, 'ids', 2)
      await records.adopt(await records.draft('other'), contents(content('a'), content('b')))
      expect(keysOf(await records.list({ namespace }))).toEqual(['a'])
      expect(await take(records, owner, 'ids')).toEqual([3])
    })

    it('lets the last of two drafts win, whole', async () => {
      const { records } = await world()
      const [first, second] = [await records.draft('default'), await records.draft('default')]
      await records.adopt(second, contents(content('second')))
      expect(await records.adopt(first, contents(content('first')))).toEqual(second)
      expect(keysOf(await records.list({ namespace: first }))).toEqual(['first'])
      expect(await isCurrent(records, second)).toBe(false)
    })

    it('ends a world in which late changes decide on nothing', async () => {
      const { records, owner } = await world()
      await put(records, owner, newRow('image', 'old'))
      const draft = await records.draft('default')
      await records.adopt(draft, contents(content('new')))
      await put(records, owner, newRow('image', 'late'))
      expect(await read(records, owner, { counts: ['image'] }, rows => rows.count('image'))).toBe(0)
      expect(keysOf(await records.list({ namespace: draft }))).toEqual(['new'])
    })

    it('goes like any other world when it is dropped', async () => {
      const { records } = await world()
      const draft = await records.draft('default')
      await records.adopt(draft, contents(content('a')))
      expect(await records.drop('default')).toEqual(draft)
      expect(await records.names()).toEqual([])
    })
  })

  describe(`${name}: sequences`, () => {
    it('tells the last number taken of each counter', async () => {
      const { records, namespace, owner } = await world()
      expect(await records.sequences(namespace)).toEqual(new Map())
      await take(records, owner, 'ids', 3)
      await take(records, ownerIn(namespace, 'org-2', 'zoom'), 'orgs')
      await take(records, ownerIn(await records.open('other')), 'ids', 9)
      expect(await records.sequences(namespace)).toEqual(
        new Map([
          ['ids', 3],
          ['orgs', 1],
        ]),
      )
    })

    it('is a picture of its moment', async () => {
      const { records, namespace, owner } = await world()
      await take(records, owner, 'ids')
      const before = await records.sequences(namespace)
      await take(records, owner, 'ids')
      expect(before).toEqual(new Map([['ids', 1]]))
    })

    it('has none in a generation that has ended, or never was', async () => {
      const { records, namespace, owner } = await world()
      await take(records, owner, 'ids')
      await records.drop('default')
      expect(await records.sequences(namespace)).toEqual(new Map())
      expect(await records.sequences({ name: 'never', generation: 1 })).toEqual(new Map())
      expect(await records.names()).toEqual([])
    })
  })
}
