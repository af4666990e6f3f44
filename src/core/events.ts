/** Something that happened in a namespace. */
export interface NamespaceEvent {
  /** `gap`: events may have been missed, and whoever shows a state must read it anew. */
  readonly type: 'request' | 'asset' | 'fault' | 'reset' | 'gap'
  /** The id of the journal's entry, of the asset or of the fault; else empty. */
  readonly id: string
}

/** Tells whoever listens what happens in a namespace. Listeners must not throw. */
export class Events {
  /**
   * How often whoever waits for something must look again, in milliseconds; undefined where no event is ever missed.
   */
  readonly recheckMs: number | undefined = undefined
  readonly #listeners = new Map<string, Set<(event: NamespaceEvent) => void>>()

  /** Calls `listener` for each event of the namespace; what is returned ends that. */
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
    this.tell(namespace, event)
  }

  /** The namespaces of which anybody wants to hear. */
  protected get listened(): readonly string[] {
    return [...this.#listeners.keys()]
  }

  /** Tells the listeners in this process. */
  protected tell(namespace: string, event: NamespaceEvent): void {
    for (const listener of [...(this.#listeners.get(namespace) ?? [])]) listener(event)
  }
}
