import { describe, expect, it } from 'vitest'
import type { FaultCandidate, FaultRule } from '../../src/core/fault.ts'
import type { DrawnFault, Faults } from '../../src/storage/faults.ts'
import { inWorlds, never, type WithRecords } from './worlds.ts'

/** A rule that strikes every request, or what `more` says. */
export function rule(more: Partial<FaultRule> = {}): Omit<FaultRule, 'id'> {
  return { match: {}, skip: 0, when: 'before', countBy: 'request', reset: true, ...more }
}

/** An upload to Zoom, or what `more` says. */
export function candidate(more: Partial<FaultCandidate> = {}): FaultCandidate {
  return {
    vendor: 'zoom',
    operation: 'uploadUserVirtualBackground',
    names: owner => owner === 'me',
    namespace: 'default',
    method: 'POST',
    headers: {},
    hasBody: true,
    ...more,
  }
}

/** One attempt of a call that an AWS SDK makes. */
function attempt(call: string): FaultCandidate {
  return candidate({ headers: { 'amz-sdk-invocation-id': call } })
}

/** A strike that a test takes back. */
function drawnOf(rule: Omit<FaultRule, 'id'>, id: string): DrawnFault {
  return { rule: { ...rule, id }, strike: 1, isCounted: true }
}

/** What every store of faults promises. `open` gives an empty one; the suite closes it. */
export function describeFaults(name: string, open: () => Promise<WithRecords<Faults>>): void {
  const opened = async () => {
    const { store: faults, here, ...worlds } = await inWorlds(open)
    const draw = (one = candidate(), namespace = here) => faults.draw(namespace, one)
    /** Which strike each of so many requests gets; undefined for none. */
    const strikes = async (times: number, one = candidate()) => {
      const drawn: (number | undefined)[] = []
      for (let at = 0; at < times; at++) drawn.push((await draw(one))?.strike)
      return drawn
    }
    const fired = async () => (await faults.list(here)).map(state => state.fired)
    return { faults, here, ...worlds, draw, strikes, fired }
  }

  describe(`${name}: rules`, () => {
    it('are listed in the order of their adding, each with an id of its own', async () => {
      const { faults, here } = await opened()
      const states = [
        await faults.add(here, rule({ skip: 1 })),
        await faults.add(here, rule({ skip: 2 })),
        await faults.add(here, rule({ skip: 3 })),
      ]
      expect(new Set(states.map(state => state.rule.id)).size).toBe(3)
      expect(states.map(state => state.fired)).toEqual([0, 0, 0])
      expect(await faults.list(here)).toEqual(states.map(({ rule }) => ({ rule, fired: 0 })))
    })

    it('are kept as they were given', async () => {
      const { faults, here } = await opened()
      const whole = rule({
        match: { vendor: 'zoom', headers: { a: 'b' } },
        times: 2,
        delayMs: 5,
        omit: 'a.b',
      })
      await faults.add(here, whole)
      expect((await faults.list(here)).map(state => state.rule)).toEqual([
        { ...whole, id: expect.stringMatching(/./) },
      ])
    })

    it('are told with how often they struck', async () => {
      const { faults, here, strikes, fired } = await opened()
      await faults.add(here, rule({ times: 2 }))
      await faults.add(here, rule())
      await strikes(5)
      expect(await fired()).toEqual([2, 3])
    })

    it('are removed once', async () => {
      const { faults, here, draw } = await opened()
      const { rule: first } = await faults.add(here, rule())
      const { rule: second } = await faults.add(here, rule())
      expect(await faults.remove(here, first.id)).toBe(true)
      expect(await faults.remove(here, first.id)).toBe(false)
      expect(await faults.remove(here, 'none')).toBe(false)
      expect((await draw())?.rule.id).toBe(second.id)
    })

    it('are all removed by clear, and their ids never come back', async () => {
      const { faults, here, draw } = await opened()
      const { rule: old } = await faults.add(here, rule())
      await faults.clear(here)
      expect([await faults.list(here), await draw()]).toEqual([[], undefined])
      expect((await faults.add(here, rule())).rule.id).not.toBe(old.id)
    })

    it.each([
      ['has none', false],
      ['never was', true],
    ])('are nothing in a namespace that %s', async (_, isUnknown) => {
      const { faults, here, draw } = await opened()
      const there = isUnknown ? never : here
      await faults.clear(there)
      await faults.release(there, drawnOf(rule(), 'none'))
      expect([
        await faults.list(there),
        await draw(candidate(), there),
        await faults.remove(there, 'none'),
      ]).toEqual([[], undefined, false])
    })

    it('are not those of another namespace', async () => {
      const { faults, here, world, draw, fired } = await opened()
      const there = await world('team-1')
      const { rule: ours } = await faults.add(here, rule({ times: 1 }))
      expect([await faults.list(there), await draw(candidate(), there)]).toEqual([[], undefined])
      await faults.add(there, rule())
      await draw(candidate(), there)
      expect(await fired()).toEqual([0])
      await faults.clear(there)
      expect(await draw()).toMatchObject({ rule: ours, strike: 1 })
    })

    it('are not those of the generation before, from which nothing reaches them', async () => {
      const { faults, here, renew, draw } = await opened()
      const { rule: old } = await faults.add(here, rule({ times: 1 }))
      const next = await renew()
      expect([await faults.list(next), await draw(candidate(), next)]).toEqual([[], undefined])
      const { rule: ours } = await faults.add(next, rule({ times: 1 }))
      await draw()
      await faults.release(here, drawnOf(old, old.id))
      await faults.remove(here, ours.id)
      await faults.clear(here)
      expect(await faults.list(next)).toEqual([{ rule: ours, fired: 0 }])
      expect(await draw(candidate(), next)).toMatchObject({ rule: ours, strike: 1 })
      expect(await draw(candidate(), next)).toBeUndefined()
    })
  })

  describe(`${name}: a request`, () => {
    it('is struck by the first rule that is meant for it', async () => {
      const { faults, here, draw, fired } = await opened()
      await faults.add(here, rule({ match: { vendor: 'webex' } }))
      const { rule: first } = await faults.add(here, rule())
      await faults.add(here, rule())
      expect((await draw())?.rule.id).toBe(first.id)
      expect(await fired()).toEqual([0, 1, 0])
    })

    it('is struck by the second rule where the first lets it pass or is used up', async () => {
      const { faults, here, draw } = await opened()
      const { rule: first } = await faults.add(here, rule({ skip: 1, times: 1 }))
      const { rule: second } = await faults.add(here, rule())
      const drawn = [await draw(), await draw(), await draw()]
      expect(drawn.map(one => one?.rule.id)).toEqual([second.id, first.id, second.id])
      expect(drawn.map(one => one?.strike)).toEqual([1, 1, 2])
    })

    it.each<[string, Partial<FaultRule>, readonly (number | undefined)[]]>([
      ['always, unless told otherwise', {}, [1, 2, 3, 4, 5]],
      ['so many times', { times: 2 }, [1, 2, undefined, undefined, undefined]],
      ['after those that pass', { skip: 3 }, [undefined, undefined, undefined, 1, 2]],
      [
        'after those that pass, so many times',
        { skip: 1, times: 2 },
        [undefined, 1, 2, undefined, undefined],
      ],
    ])('is struck %s', async (_, more, expected) => {
      const { faults, here, strikes } = await opened()
      await faults.add(here, rule(more))
      expect(await strikes(5)).toEqual(expected)
    })

    it('counts only where it is meant', async () => {
      const { faults, here, strikes, draw } = await opened()
      await faults.add(here, rule({ match: { method: 'PUT' }, skip: 1, times: 1 }))
      expect(await strikes(3)).toEqual([undefined, undefined, undefined])
      expect(await strikes(3, candidate({ method: 'PUT' }))).toEqual([undefined, 1, undefined])
      expect(await draw()).toBeUndefined()
    })

    it('is one of many at once, of which no more are struck than ordered', async () => {
      const { faults, here, draw } = await opened()
      await faults.add(here, rule({ skip: 3, times: 7 }))
      const drawn = await Promise.all(Array.from({ length: 100 }, () => draw()))
      expect(drawn.flatMap(one => one?.strike ?? []).sort()).toEqual([1, 2, 3, 4, 5, 6, 7])
    })

    it.each<[string, Partial<FaultRule>, Partial<FaultCandidate>]>([
      ['vendor', { match: { vendor: 'zoom' } }, { vendor: 'webex' }],
      ['operation', { match: { operation: 'uploadUserVirtualBackground' } }, { operation: 'getUser' }],
      ['owner', { match: { owner: 'me' } }, { names: (owner: string) => ['you', 'them'].includes(owner) }],
      ['namespace', { match: { namespace: 'default' } }, { namespace: 'team-1' }],
      ['method', { match: { method: 'POST' } }, { method: 'PUT' }],
      ['header', { match: { headers: { 'x-a': '1' } } }, { headers: { 'x-a': '12', 'x-b': '1' } }],
      ['body', { when: 'during' }, { hasBody: false }],
    ])('of another %s passes', async (_, more, other) => {
      const { faults, here, draw } = await opened()
      await faults.add(here, rule(more))
      const same = candidate({
        names: owner => ['org', 'me'].includes(owner),
        headers: { 'x-a': '1', 'x-b': '2' },
      })
      expect(await draw({ ...same, ...other })).toBeUndefined()
      expect(await draw(same)).toMatchObject({ strike: 1 })
    })
  })

  describe(`${name}: the attempts of one call`, () => {
    it('count once, and are all struck', async () => {
      const { faults, here, strikes, fired } = await opened()
      await faults.add(here, rule({ countBy: 'call', times: 1 }))
      expect(await strikes(3, attempt('one'))).toEqual([1, 1, 1])
      expect(await strikes(2, attempt('two'))).toEqual([undefined, undefined])
      expect(await fired()).toEqual([1])
    })

    it('all pass where the call is let pass', async () => {
      const { faults, here, strikes, fired } = await opened()
      await faults.add(here, rule({ countBy: 'call', skip: 1 }))
      expect(await strikes(3, attempt('one'))).toEqual([undefined, undefined, undefined])
      expect(await strikes(2, attempt('two'))).toEqual([1, 1])
      expect(await strikes(1, attempt('one'))).toEqual([undefined])
      expect(await fired()).toEqual([1])
    })

    it('count one by one where the rule counts requests, or no call is named', async () => {
      const { faults, here, strikes } = await opened()
      await faults.add(here, rule({ match: { method: 'PUT' }, countBy: 'call', times: 2 }))
      await faults.add(here, rule({ times: 2 }))
      expect(await strikes(3, attempt('one'))).toEqual([1, 2, undefined])
      expect(await strikes(3, candidate({ method: 'PUT' }))).toEqual([1, 2, undefined])
    })
  })

  describe(`${name}: a strike that did not come about`, () => {
    it('is taken back: the next request is struck instead', async () => {
      const { faults, here, draw, strikes, fired } = await opened()
      await faults.add(here, rule({ skip: 1, times: 1 }))
      await draw()
      const drawn = await draw()
      if (drawn !== undefined) await faults.release(here, drawn)
      expect(await fired()).toEqual([0])
      expect(await strikes(2)).toEqual([1, undefined])
    })

    it('is nothing of a rule that is gone, nor of one that never struck', async () => {
      const { faults, here, draw, fired } = await opened()
      const { rule: gone } = await faults.add(here, rule())
      const { rule: idle } = await faults.add(here, rule())
      await draw()
      await faults.remove(here, gone.id)
      await faults.release(here, drawnOf(gone, gone.id))
      await faults.release(here, drawnOf(idle, idle.id))
      expect(await fired()).toEqual([0])
    })

    it('is no strike of its call any more: the retry counts again', async () => {
      const { faults, here, draw, strikes, fired } = await opened()
      await faults.add(here, rule({ countBy: 'call', times: 1 }))
      const drawn = await draw(attempt('one'))
      if (drawn !== undefined) await faults.release(here, drawn)
      expect(await strikes(1, attempt('one'))).toEqual([1])
      expect(await fired()).toEqual([1])
      expect(await strikes(1, attempt('two'))).toEqual([undefined])
    })

    it('takes nothing from its call’s first attempt, which was struck', async () => {
      const { faults, here, draw, strikes, fired } = await opened()
      await faults.add(here, rule({ countBy: 'call', times: 1 }))
      await draw(attempt('one'))
      const retry = await draw(attempt('one'))
      if (retry !== undefined) await faults.release(here, retry)
      expect(await fired()).toEqual([1])
      expect(await strikes(1, attempt('two'))).toEqual([undefined])
    })
  })
}
