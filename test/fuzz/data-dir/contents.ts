import { createHash } from 'node:crypto'

/** A file that a namespace holds. */
export interface HeldFile {
  readonly id: string
  readonly name: string
  /** Of its bytes; undefined where the server says that they are gone or damaged. */
  readonly hash: string | undefined
}

/** What a namespace holds: files by name, and the text of each device's settings. */
export interface Contents {
  readonly files: ReadonlyMap<string, HeldFile>
  readonly settings: ReadonlyMap<string, string>
}

export const EMPTY: Contents = { files: new Map(), settings: new Map() }

/** The devices that have settings. */
export const DEVICES = ['p0', 'p1', 'p2'] as const
export const BEARER = { authorization: 'Bearer fuzz' }

/** The hash of bytes. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Where a device's settings are. */
export function settingsPath(device: string): string {
  return `/v1/telephony/config/devices/${device}/settings`
}

/** All that a server shows of a namespace; `url` leads into it. */
export async function contentsAt(url: string): Promise<Contents> {
  const files = new Map<string, HeldFile>()
  for (let after = ''; ; ) {
    const page = (await jsonAt(`${url}/_mock/assets?limit=1000${after}`)) as {
      readonly items: readonly { readonly id: string; readonly name: string }[]
      readonly next?: string
    }
    for (const { id, name } of page.items) {
      if (files.has(name)) throw new Error(`${url} has ${name} twice`)
      files.set(name, { id, name, hash: await contentAt(`${url}/_mock/assets/${id}/content`) })
    }
    if (page.next === undefined) break
    after = `&after=${page.next}`
  }
  const settings = new Map<string, string>()
  for (const device of DEVICES) {
    const shown = (await jsonAt(url + settingsPath(device))) as {
      customizations?: { mpp?: { fuzz?: string } }
    }
    const text = shown.customizations?.mpp?.fuzz
    if (text !== undefined) settings.set(device, text)
  }
  return { files, settings }
}

async function jsonAt(url: string): Promise<unknown> {
  const response = await fetch(url, { headers: BEARER })
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
  return response.json()
}

async function contentAt(url: string): Promise<string | undefined> {
  const response = await fetch(url)
  const bytes = Buffer.from(await response.arrayBuffer())
  return response.status === 200 ? hashOf(bytes) : undefined
}
