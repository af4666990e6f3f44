import { KiB } from '../core/units.ts'

const SLAB_BYTES = 64 * KiB
/** A chunk of this size may be kept as it is. */
const LARGE_BYTES = 16 * KiB

/**
 * Gathers a file's chunks so that they cost hardly more memory than their bytes. A chunk is often a slice of a
 * socket's buffer and would keep all of that alive, and a file may come in chunks of one byte: such are copied together.
 */
export class Slabs {
  readonly #chunks: Uint8Array[] = []
  #open: Buffer | undefined
  #used = 0

  /** Adds the next bytes of the file. */
  add(chunk: Uint8Array): void {
    if (chunk.length >= LARGE_BYTES && chunk.buffer.byteLength <= 2 * chunk.length) {
      this.#flush()
      this.#chunks.push(chunk)
      return
    }
    for (let at = 0; at < chunk.length; ) {
      this.#open ??= Buffer.allocUnsafeSlow(SLAB_BYTES)
      const part = chunk.subarray(at, at + SLAB_BYTES - this.#used)
      this.#open.set(part, this.#used)
      this.#used += part.length
      at += part.length
      if (this.#used === SLAB_BYTES) this.#flush()
    }
  }

  /** All that was added, in order. */
  finish(): readonly Uint8Array[] {
    this.#flush()
    return this.#chunks
  }

  #flush(): void {
    if (this.#open === undefined || this.#used === 0) return
    const isFull = this.#used === SLAB_BYTES
    this.#chunks.push(isFull ? this.#open : Uint8Array.prototype.slice.call(this.#open, 0, this.#used))
    if (isFull) this.#open = undefined
    this.#used = 0
  }
}
