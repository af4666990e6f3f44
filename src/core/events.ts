/** Something that happened in a namespace. */
export interface NamespaceEvent {
  readonly type: 'request' | 'asset' | 'fault' | 'reset'
  /** The id of the journal's entry, of the asset or of the fault; empty for a reset. */
  readonly id: string
}

/** Tells whoever listens what happens in a namespace. Listeners must not throw. */
export class Events {
  readonly #listeners = new Map<string, Set<(event: NamespaceEvent) => void>>()

  /** Has `listener` called for each event of the namespace; the answer ends that. */
  on(namespace: string, listener: (event: NamespaceEvent) => void): () => void {
    const listeners = this.#listeners.get(namespace) ?? new Set()
    this.#listeners.set(namespace, listeners.add(listener))
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0 && this.#listeners.get(namespace) === listeners)
        this.#listeners.delete(namespace)
    }
  }

  /** Tells the namespace's listeners. */
  emit(namespace: string, event: NamespaceEvent): void {
    for (const listener of [...(this.#listeners.get(namespace) ?? [])]) listener(event)
  }
}
