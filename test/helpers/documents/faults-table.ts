import { FAULT_ACTION_KEYS, FAULT_ACTIONS } from '../../../src/core/fault-actions.ts'
import { markdownTable } from './markdown-table.ts'

/** README's table of what a fault can do. */
export function faultsTable(): string {
  const rows = FAULT_ACTION_KEYS.map(key => {
    const { value, strikes, means } = FAULT_ACTIONS[key]
    return [`\`${key}\``, value, strikes.join(', '), means]
  })
  return markdownTable(['key', 'its value', 'when', 'what happens'], rows)
}
