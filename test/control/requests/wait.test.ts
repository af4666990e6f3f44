import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { type Waiter, Waits } from '../../../src/control/requests/wait.ts'
import { Events } from '../../../src/core/events.ts'

class HeardEvents extends Events {
  get heard(): readonly string[] {
    return this.listened
  }
}

/** A request that nobody has left, as far as a wait looks at it. */
function waiter() {
  const socket = Object.assign(new EventEmitter(), { readableEnded: false })
  const raw = Object.assign(new EventEmitter(), { destroyed: false })
  return { socket, raw, waiter: { request: { raw: { socket } }, reply: { raw } } as unknown as Waiter }
}

it('a wait that the store ends keeps nobody listening', async () => {
  const events = new HeardEvents()
  const { socket, raw, waiter: one } = waiter()
  const waited = new Waits(events).until(
    {
      open: async () => ({ name: 'here', generation: 1 }),
      isThere: async () => {
        expect(events.heard).toEqual(['here'])
        throw new Error('the store is away')
      },
      timeoutMs: 600_000,
    },
    one,
  )
  await expect(waited).rejects.toThrow('the store is away')
  expect(events.heard).toEqual([])
  expect([socket.listenerCount('end'), raw.listenerCount('close')]).toEqual([0, 0])
})
