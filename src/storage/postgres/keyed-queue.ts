/** Runs work of the same key one after the other. */
export class KeyedQueue {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Resolves, or rejects, as `work` does, which begins when all earlier work of its key is over. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve()
    const result = before.then(work, work)
    this.#last.set(key, result)
    const done = () => {
      if (this.#last.get(key) === result) this.#last.delete(key)
    }
    result.then(done, done)
    return result
  }
}
