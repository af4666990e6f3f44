/** What is known of stored bytes. */
export interface AssetFacts {
  /** The blob store's key. */
  readonly blob: string
  /** The name a user knows the asset by, as sent, but for a path before a file's name. */
  readonly name: string
  /** The type that the content shows; the declared one where the content shows none. */
  readonly type: string
  /** The type that the client declared; undefined when it declared none. */
  readonly declaredType: string | undefined
  readonly bytes: number
  /** Lower-case hex; undefined until somebody asks for it. */
  readonly sha256: string | undefined
}
