import { describe, expect } from 'vitest'
import type { Uploadmock } from '../../src/index.ts'
import { test } from '../../src/vitest.ts'
import { uploadTo } from './mock.ts'

/** What the tests of this file saw, in their order. */
const seen: { readonly name: string; readonly server: Uploadmock }[] = []

describe('the test of uploadmock/vitest', () => {
  test('gives a namespace of its own', async ({ mock, uploadmock }) => {
    expect(mock.url).toBe(`${uploadmock.url}/ns/${mock.name}`)
    expect((await uploadTo(mock)).status).toBe(201)
    await mock.faults.add({ respond: { error: 'unavailable' } })
    expect(await mock.assets.list()).toHaveLength(1)
    expect(await uploadmock.assets.list()).toEqual([])
    seen.push({ name: mock.name, server: uploadmock })
  })

  test('gives each test another one, on the worker’s one server', async ({ mock, uploadmock }) => {
    const [before] = seen
    expect(mock.name).not.toBe(before?.name)
    expect(uploadmock).toBe(before?.server)
    expect(await mock.assets.list()).toEqual([])
    expect((await uploadTo(mock)).status).toBe(201)
  })

  test('leaves the namespace of a test that ended empty', async ({ uploadmock }) => {
    const before = uploadmock.namespace(seen[0]?.name ?? '')
    expect(await before.assets.list()).toEqual([])
    expect(await before.requests.list()).toEqual([])
    expect(await before.faults.list()).toEqual([])
  })

  const names: string[] = []
  test.concurrent.for([1, 2, 3, 4, 5])('keeps tests that run at once apart: %i', async (count, { mock }) => {
    names.push(mock.name)
    for (let n = 0; n < count; n++) await uploadTo(mock)
    expect(await mock.assets.list()).toHaveLength(count)
  })

  test('gave each of those its own', () => {
    expect(new Set(names).size).toBe(5)
  })
})
