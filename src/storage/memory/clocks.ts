import type { ClockSetting } from '../../core/clock.ts'
import type { Namespace } from '../../core/namespace.ts'
import type { Clocks } from '../clocks.ts'

/** Settings in memory. A namespace's setting goes with its generation. */
export class MemoryClocks implements Clocks {
  readonly #settings = new Map<string, { readonly generation: number; readonly setting: ClockSetting }>()

  async read(namespace: Namespace): Promise<ClockSetting | undefined> {
    return this.#settingOf(namespace)
  }

  async change(
    namespace: Namespace,
    decide: (present: ClockSetting | undefined) => ClockSetting,
  ): Promise<ClockSetting> {
    const setting = decide(this.#settingOf(namespace))
    this.#settings.set(namespace.name, { generation: namespace.generation, setting })
    return setting
  }

  #settingOf({ name, generation }: Namespace): ClockSetting | undefined {
    const kept = this.#settings.get(name)
    return kept?.generation === generation ? kept.setting : undefined
  }
}
