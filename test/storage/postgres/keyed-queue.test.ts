import { expect, it } from 'vitest'
import { KeyedQueue } from '../../../src/storage/postgres/keyed-queue.ts'
import { gate } from '../../contracts/sample-bytes.ts'

it('runs work of one key one after the other, in the order in which it came', async () => {
  const queue = new KeyedQueue()
  const done: string[] = []
  const first = gate()
  const works = ['first', 'second', 'third'].map((name, index) =>
    queue.run('key', async () => {
      if (index === 0) await first.opened
      done.push(name)
    }),
  )
  await queue.run('other', async () => void done.push('of another key'))
  first.open()
  await Promise.all(works)
  expect(done).toEqual(['of another key', 'first', 'second', 'third'])
})

it('goes on after work that failed, and tells only its own caller', async () => {
  const queue = new KeyedQueue()
  const failed = queue.run('key', () => Promise.reject(new Error('refused')))
  const next = queue.run('key', async () => 'made')
  await expect(failed).rejects.toThrow('refused')
  expect(await next).toBe('made')
})
