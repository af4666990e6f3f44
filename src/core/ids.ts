import { createHash, randomBytes } from 'node:crypto'

/** Where the ids of rows come from. */
export interface Ids {
  /**
   * 16 bytes for an id of its kind in a namespace. With a seed the same arguments give the same bytes, and `next` tells
   * which of the ids it is, from 1; without one they are random, and no number is used up.
   */
  draw(namespace: string, kind: string, next: () => number): Buffer
}

/** How many ids' bytes are drawn at once: to ask the system for randomness has its cost. */
const POOL_IDS = 256

/** Ids that nobody can foresee. */
export function randomIds(): Ids {
  let pool = Buffer.alloc(0)
  return {
    draw() {
      if (pool.length === 0) pool = randomBytes(16 * POOL_IDS)
      const drawn = pool.subarray(0, 16)
      pool = pool.subarray(16)
      return drawn
    },
  }
}

/** Ids that are the same in each run with the same seed. */
export function seededIds(seed: number): Ids {
  return {
    draw: (namespace, kind, next) =>
      createHash('sha256').update(`${seed}\0${namespace}\0${kind}\0${next()}`).digest().subarray(0, 16),
  }
}

/** Writes 16 bytes as a version 4 UUID. */
export function asUuid(bytes: Buffer): string {
  const own = Buffer.from(bytes)
  own.writeUInt8((own.readUInt8(6) & 0x0f) | 0x40, 6)
  own.writeUInt8((own.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = own.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** Writes 16 bytes as 22 characters of the URL-safe base64 alphabet. */
export function asBase64Url(bytes: Buffer): string {
  return bytes.toString('base64url')
}
