/** How much may be held of something that is scarce. */
export interface Room {
  /** Takes room for so many bytes more. Throws `StorageFull`, and takes nothing, where there is too little. */
  take(bytes: number): void
  /** Gives room back. */
  free(bytes: number): void
}
