/** An asset as the server shows it. */
export interface AssetInfo {
  readonly id: string
  readonly namespace: string
  readonly vendor: string
  /** Whom the quota counts against. */
  readonly owner: string
  readonly kind: string
  /** The name a user knows it by. */
  readonly name: string
  /** The type that the content shows; the declared one where it shows none. */
  readonly type: string
  readonly declaredType: string | null
  readonly bytes: number
  /** Lower-case hex; null while nobody asked for it. */
  readonly sha256: string | null
  /** ISO 8601. */
  readonly createdAt: string
}
