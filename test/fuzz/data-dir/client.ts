import type { Random } from '../random.ts'
import { type Action, Actions, UnexpectedAnswer } from './actions.ts'
import { type Contents, contentsAt, EMPTY, type HeldFile } from './contents.ts'

/** A client with a namespace of its own, which knows what must be in it. */
export class Client {
  readonly namespace: string
  readonly #actions: Actions
  #held: Contents = EMPTY
  #unanswered: readonly Action[] = []
  /** Every file that there ever was, by name, with the hash of its bytes. */
  readonly #known = new Map<string, string>()

  constructor(namespace: string, random: Random) {
    this.namespace = namespace
    this.#actions = new Actions(random)
  }

  /** How many files it has. */
  get files(): number {
    return this.#held.files.size
  }

  /** Does batch after batch until `isOver`, or until the server is gone; `onAnswer` hears of each success. */
  async work(server: string, onAnswer: () => void, isOver: () => boolean): Promise<void> {
    const url = `${server}/ns/${this.namespace}`
    while (!isOver()) {
      const batch = this.#actions.batch(this.#held)
      this.#note(batch.map(action => action.after(EMPTY)))
      const sent = batch.map(async action => {
        await action.send(url)
        this.#held = action.after(this.#held)
        onAnswer()
      })
      const results = await Promise.allSettled(sent)
      this.#unanswered = batch.filter((_, index) => results[index]?.status === 'rejected')
      for (const result of results)
        if (result.status === 'rejected' && result.reason instanceof UnexpectedAnswer) throw result.reason
      if (this.#unanswered.length > 0) return
    }
  }

  /** Throws where anything answered is not there, or anything else is; takes what is there for what must be from now on. */
  async check(server: string): Promise<void> {
    const found = await contentsAt(`${server}/ns/${this.namespace}`)
    this.#note([found])
    // Each of those that nobody answered was done, or not: none of them halfway.
    const possible = [this.#held]
    for (const action of this.#unanswered) possible.push(...possible.map(state => action.after(state)))
    if (!possible.some(state => isSame(state, found)))
      throw new Error(
        `${this.namespace} is not as it must be: ${differences(this.#held, found, this.#unanswered)}`,
      )
    this.#adopt(found)
  }

  /** As `check`, after changes were lost: whatever is there was stored once, byte for byte, or its bytes are said to be gone. */
  async checkOlder(server: string): Promise<void> {
    const found = await contentsAt(`${server}/ns/${this.namespace}`)
    for (const { name, hash } of found.files.values())
      if (hash !== undefined && hash !== this.#known.get(name))
        throw new Error(`${this.namespace}: ${name} has bytes that nobody sent`)
    this.#adopt(found)
  }

  /** All that it had is gone. */
  forget(): void {
    this.#adopt(EMPTY)
  }

  #adopt(found: Contents): void {
    this.#held = found
    this.#unanswered = []
  }

  #note(states: readonly Contents[]): void {
    for (const { files } of states)
      for (const { name, hash } of files.values())
        if (hash !== undefined && !this.#known.has(name)) this.#known.set(name, hash)
  }
}

function isSame(a: Contents, b: Contents): boolean {
  return (
    a.files.size === b.files.size &&
    [...a.files].every(([name, file]) => isSameFile(file, b.files.get(name))) &&
    a.settings.size === b.settings.size &&
    [...a.settings].every(([device, text]) => b.settings.get(device) === text)
  )
}

function isSameFile({ hash }: HeldFile, other: HeldFile | undefined): boolean {
  return hash !== undefined && hash === other?.hash
}

function differences(expected: Contents, found: Contents, unanswered: readonly Action[]): string {
  const lost = [...expected.files.keys()].filter(name => !found.files.has(name))
  const changed = [...expected.files].filter(
    ([name, file]) => found.files.has(name) && !isSameFile(file, found.files.get(name)),
  )
  const more = [...found.files.keys()].filter(name => !expected.files.has(name))
  const settings = [...expected.settings].filter(([device, text]) => found.settings.get(device) !== text)
  return JSON.stringify({
    lost,
    changed: changed.map(([name]) => name),
    more,
    settings: settings.map(([device]) => device),
    unanswered: unanswered.map(({ name }) => name),
  })
}
