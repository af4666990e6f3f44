/** When namespaces were used last. */
export interface LastUses {
  /** Notes that a namespace is used now. */
  note(name: string): void
  /** Forgets a namespace that was reset. */
  forget(name: string): void
  /** Those of the namespaces that nobody used for so long, in milliseconds. */
  idle(names: readonly string[], idleMs: number): Promise<readonly string[]>
}
