/** The advisory locks, by numbers that no other program takes. */
export const LOCKS = {
  /** Servers that start together make the schema once. */
  migration: 8_672_001,
  /** Whoever holds it sweeps: one server for all. */
  sweep: 8_672_002,
  /** Shared by changes that claim blobs, and held alone by whoever says that nobody will. */
  claims: 8_672_003,
  /** With a generation's hash beside it: rows become visible in the order of their positions. */
  positions: 8_672_004,
  /** Held while the oldest entries of all journals go. */
  trim: 8_672_005,
} as const
