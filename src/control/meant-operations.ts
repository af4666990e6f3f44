import type { Mount } from '../http/vendor-kit/mount.ts'
import type { OperationRoute } from '../http/vendor-kit/operations.ts'
import { didYouMean } from './did-you-mean.ts'
import { ControlError } from './errors.ts'

/** What chooses among requests by names that are known beforehand. */
interface Choice {
  readonly vendor?: string | undefined
  readonly operation?: string | undefined
}

/**
 * The operations that a choice means; all where it names nothing. `within` is the path of the choice: `match`, or
 * empty for a query. Throws a `ControlError` that names the key for a vendor, or an operation of the vendor's, that is
 * not here: such a choice would wait for ever, or pass because nothing ever comes.
 */
export function meantOperations(
  { vendor, operation }: Choice,
  mounts: readonly Mount[],
  within = '',
): readonly OperationRoute[] {
  const refuse = (key: keyof Choice, found: string, known: readonly string[]) => {
    const path = within === '' ? key : `${within}.${key}`
    throw new ControlError(400, 'invalid', didYouMean(found, known), path)
  }
  const chosen = mounts.filter(mount => vendor === undefined || mount.vendor.name === vendor)
  if (vendor !== undefined && chosen.length === 0)
    refuse(
      'vendor',
      vendor,
      mounts.map(mount => mount.vendor.name),
    )
  const routes = chosen.flatMap(({ operations }) => operations)
  const meant = routes.filter(route => operation === undefined || route.operation === operation)
  if (operation !== undefined && meant.length === 0)
    refuse(
      'operation',
      operation,
      routes.map(route => route.operation),
    )
  return meant
}
