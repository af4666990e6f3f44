import { describe, expect, it } from 'vitest'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { levels, MINE, pathOf, rawCall, refusal, remove, texts, upload, uploadedId } from './zoom-client.ts'

async function startWith(files: number, path: string = MINE) {
  const { url, port } = await startTestServer()
  const ids: string[] = []
  for (let index = 0; index < files; index++) ids.push(await uploadedId(url, path))
  const left = async () => (await assetsOf(url)).map(asset => asset.id)
  return { url, port, ids, left }
}

const badIds = refusal(400, 300, texts.badFileIds)

describe.each(levels)('deleting at the $level', ({ path }) => {
  it('answers 204 without a body', async () => {
    const { url, ids, left } = await startWith(2, path)
    const reply = await remove(url, `?file_ids=${ids[0]}`, path)
    expect(reply).toMatchObject({ status: 204, body: '' })
    expect(reply.headers.get('x-zm-trackingid')).toMatch(/^v=2\.0;clid=us02;rid=WEB_[0-9a-f]{32}$/)
    expect(reply.headers.has('content-type')).toBe(false)
    expect(await left()).toEqual([ids[1]])
  })

  it('refuses an id that it does not have', async () => {
    const { url, ids, left } = await startWith(1, path)
    const reply = await remove(url, '?file_ids=_nobody', path)
    expect(reply).toMatchObject(badIds)
    expect(reply.body).toEqual({ code: 300, message: texts.badFileIds })
    expect(await left()).toEqual(ids)
  })

  it('refuses the second time', async () => {
    const { url, ids } = await startWith(1, path)
    expect((await remove(url, `?file_ids=${ids[0]}`, path)).status).toBe(204)
    expect(await remove(url, `?file_ids=${ids[0]}`, path)).toMatchObject(badIds)
  })
})

describe('the ids of a delete', () => {
  it.each([
    { what: 'a comma between', join: (ids: string[]) => `?file_ids=${ids.join(',')}` },
    { what: 'an encoded comma between', join: (ids: string[]) => `?file_ids=${ids.join('%2C')}` },
    { what: 'a lower-case encoded comma between', join: (ids: string[]) => `?file_ids=${ids.join('%2c')}` },
    { what: 'the key repeated', join: (ids: string[]) => `?${ids.map(id => `file_ids=${id}`).join('&')}` },
    { what: 'other keys about', join: (ids: string[]) => `?a=1&file_ids=${ids.join(',')}&b=2` },
    { what: 'a comma at the end', join: (ids: string[]) => `?file_ids=${ids.join(',')},` },
  ])('may come with $what', async ({ join }) => {
    const { url, ids, left } = await startWith(3)
    const [first = '', second = '', third] = ids
    expect((await remove(url, join([first, second]))).status).toBe(204)
    expect(await left()).toEqual([third])
  })

  it.each([
    { what: 'absent', query: () => '' },
    { what: 'empty', query: () => '?file_ids=' },
    { what: 'only commas', query: () => '?file_ids=,,' },
    { what: 'under another key', query: (id: string) => `?fileIds=${id}` },
    { what: 'under an array key', query: (id: string) => `?file_ids[]=${id}` },
    { what: 'known and unknown', query: (id: string) => `?file_ids=${id},_nobody` },
    { what: 'unknown and known', query: (id: string) => `?file_ids=_nobody&file_ids=${id}` },
    { what: 'in another case', query: (id: string) => `?file_ids=${id.toUpperCase()}x` },
    { what: 'very long', query: () => `?file_ids=${'x'.repeat(4_000)}` },
  ])('are refused all together when they are $what', async ({ query }) => {
    const { url, ids, left } = await startWith(1)
    expect(await remove(url, query(ids[0] ?? ''))).toMatchObject(badIds)
    expect(await left()).toEqual(ids)
  })

  it('are refused when another owner has them', async () => {
    const { url, ids, left } = await startWith(1)
    for (const path of [pathOf('user', 'other'), pathOf('account', 'me'), pathOf('group', 'g1')])
      expect(await remove(url, `?file_ids=${ids[0]}`, path)).toMatchObject(badIds)
    expect(await left()).toEqual(ids)
  })

  it('may name one file twice', async () => {
    const { url, ids, left } = await startWith(2)
    expect((await remove(url, `?file_ids=${ids[0]},${ids[0]}`)).status).toBe(204)
    expect(await left()).toEqual([ids[1]])
  })

  it('are taken from the query and not from a body', async () => {
    const { url, ids, left } = await startWith(1)
    const body = JSON.stringify({ file_ids: ids[0] })
    expect(await remove(url, '', MINE, { body })).toMatchObject(badIds)
    expect(await left()).toEqual(ids)
  })
})

describe('the body of a delete', () => {
  it.each([
    { what: 'no content type', lines: [] },
    { what: 'a JSON content type', lines: ['Content-Type: application/json'] },
    { what: 'a JSON content type with a charset', lines: ['Content-Type: application/json; charset=utf-8'] },
    { what: 'a form content type', lines: ['Content-Type: application/x-www-form-urlencoded'] },
  ])('may be empty with $what', async ({ lines }) => {
    const { port, ids, left } = await startWith(1)
    const head = [
      `DELETE ${MINE}?file_ids=${ids[0]} HTTP/1.1`,
      'Host: localhost',
      'Authorization: Bearer test',
      ...lines,
    ]
    expect(await rawCall(port, head, Buffer.alloc(0))).toMatchObject({ status: 204, body: '' })
    expect(await left()).toEqual([])
  })

  it('deletes once when many ask at the same time', async () => {
    const { url, ids, left } = await startWith(1)
    const replies = await Promise.all(Array.from({ length: 10 }, () => remove(url, `?file_ids=${ids[0]}`)))
    expect(replies.map(reply => reply.status).sort()).toEqual([204, ...Array(9).fill(400)])
    expect(await left()).toEqual([])
    expect((await upload(url)).status).toBe(201)
  })
})
