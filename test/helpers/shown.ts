import { expect } from 'vitest'
import { assetsOf } from './server.ts'

/** What a server shows of its assets: whose each is, and its bytes. */
export async function shownBy(url: string): Promise<ReadonlyMap<string, Buffer>> {
  const shown = new Map<string, Buffer>()
  for (const { id, owner, bytes } of await assetsOf(url)) {
    const response = await fetch(`${url}/_mock/assets/${id}/content`)
    expect(response.status).toBe(200)
    const content = Buffer.from(await response.arrayBuffer())
    expect(content.length).toBe(bytes)
    shown.set(String(owner), content)
  }
  return shown
}

/** What a server shows of its assets: the name of each, and its bytes. */
export async function contentsAt(url: string): Promise<ReadonlyMap<string, Buffer>> {
  const contents = (await assetsOf(url)).map(async ({ id, name }) => {
    const response = await fetch(`${url}/_mock/assets/${id}/content`)
    expect(response.status).toBe(200)
    return [String(name), Buffer.from(await response.arrayBuffer())] as const
  })
  return new Map(await Promise.all(contents))
}
