import type { Random } from '../random.ts'
import { BEARER, type Contents, DEVICES, EMPTY, type HeldFile, hashOf, settingsPath } from './contents.ts'

/** Something that a client asks for, and what a namespace holds when it is done. */
export interface Action {
  readonly name: string
  /** Sends it. Throws where it is not answered with success. */
  send(url: string): Promise<void>
  after(before: Contents): Contents
}

const MAX_BYTES = 60_000
/** Each may have ten files: so many fewer in all that none of them has. */
const USERS = 40
const MAX_FILES = 60

/** Makes actions; those of one batch have nothing to do with each other, so that they may be done in any order. */
export class Actions {
  readonly #random: Random
  #files = 0

  constructor(random: Random) {
    this.#random = random
  }

  /** Some actions to do at once, given what the namespace holds. */
  batch(held: Contents): readonly Action[] {
    const kind = this.#random.int(0, 11)
    if (kind === 0) return [resetting]
    const names = [...held.files.keys()]
    const deleted = kind < 4 && names.length > 0 ? [this.#deletion(held)] : []
    const devices = kind < 6 ? [this.#setting()] : []
    const free = Math.min(3, MAX_FILES - names.length)
    return [...deleted, ...devices, ...Array.from({ length: free }, () => this.#upload())]
  }

  #upload(): Action {
    const number = this.#files++
    const name = `f${number}.png`
    const bytes = Buffer.concat([PNG, this.#random.bytes(this.#random.int(0, MAX_BYTES))])
    let id = ''
    return {
      name: `upload ${name}`,
      async send(url) {
        const body = new FormData()
        body.set('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), name)
        const path = `${url}/v2/users/u${number % USERS}/settings/virtual_backgrounds`
        const response = await fetch(path, { method: 'POST', headers: BEARER, body })
        await succeed(response, 201)
        id = ((await response.json()) as { id: string }).id
      },
      after: ({ files, settings }) => ({
        files: new Map([...files, [name, { id, name, hash: hashOf(bytes) }]]),
        settings,
      }),
    }
  }

  #deletion(held: Contents): Action {
    const files: readonly HeldFile[] = [...held.files.values()]
    const { id, name } = this.#random.pick(files)
    return {
      name: `delete ${name}`,
      async send(url) {
        const response = await fetch(`${url}/_mock/assets/${id}`)
        const { owner } = (await response.json()) as { owner: string }
        const path = `/v2/users/${owner.replace(/^user:/, '')}/settings/virtual_backgrounds?file_ids=${id}`
        await succeed(await fetch(url + path, { method: 'DELETE', headers: BEARER }), 204)
      },
      after: ({ files: before, settings }) => ({
        files: new Map([...before].filter(([one]) => one !== name)),
        settings,
      }),
    }
  }

  #setting(): Action {
    const device = this.#random.pick(DEVICES)
    const text = this.#random.bytes(this.#random.int(0, 2_000)).toString('hex')
    return {
      name: `set ${device}`,
      async send(url) {
        const body = JSON.stringify({ customizations: { mpp: { fuzz: text } } })
        const headers = { ...BEARER, 'content-type': 'application/json' }
        await succeed(await fetch(url + settingsPath(device), { method: 'PUT', headers, body }), 204)
      },
      after: ({ files, settings }) => ({ files, settings: new Map([...settings, [device, text]]) }),
    }
  }
}

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

const resetting: Action = {
  name: 'reset',
  async send(url) {
    await succeed(await fetch(`${url}/_mock/reset`, { method: 'POST' }), 204)
  },
  after: () => EMPTY,
}

async function succeed(response: Response, status: number): Promise<void> {
  if (response.status !== status)
    throw new UnexpectedAnswer(`${response.url} answered ${response.status}: ${await response.text()}`)
}

/** The server lives, and refused what it should do. */
export class UnexpectedAnswer extends Error {}
