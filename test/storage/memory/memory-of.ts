import { MiB } from '../../../src/core/units.ts'
import { Budget } from '../../../src/storage/driver-kit/budget.ts'

/** A process's memory with room for so many bytes. */
export function memoryOf(bytes = 64 * MiB): Budget {
  return new Budget(bytes, 'limits.memoryBytes')
}
