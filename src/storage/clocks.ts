import type { ClockSetting } from '../core/clock.ts'
import type { Namespace } from '../core/namespace.ts'

/** How the namespaces' times are set. A reset forgets it. */
export interface Clocks {
  /** Undefined where the time is the machine's. */
  read(namespace: Namespace): Promise<ClockSetting | undefined>
  /**
   * Sets the time to what `decide` makes of the present setting; no other change comes between. `decide` is synchronous
   * and pure, and throws to refuse. In a generation that has ended nothing is kept.
   */
  change(
    namespace: Namespace,
    decide: (present: ClockSetting | undefined) => ClockSetting,
  ): Promise<ClockSetting>
}
