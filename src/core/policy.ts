import type { Ruled } from './evidence.ts'
import type { MediaType } from './media-types.ts'

/** What a vendor may look at to tell a file's type: its first bytes, what the client declares, its name's ending. */
export const JUDGED_BY = ['content', 'declared', 'name'] as const

/** What a vendor accepts at one endpoint. Data only. */
export interface MediaPolicy {
  /** `zoom.user-virtual-background`: the vendor's name, a dot, the endpoint's. */
  readonly id: string
  /** The largest file that is accepted, in bytes. */
  readonly maxBytes: Ruled<number>
  readonly types: Ruled<readonly MediaType[]>
  /** What the vendor looks at to tell a file's type. */
  readonly judgedBy: (typeof JUDGED_BY)[number]
  /** Whether an image whose pixels begin but never end is refused. Only ever true where content is judged. */
  readonly wholeImages: Ruled<boolean>
  /** How many files one owner may have; undefined where the vendor names no limit. */
  readonly quota: Ruled<number> | undefined
  /** How many bytes one owner's files of the kind may have together; undefined where the vendor names no limit. */
  readonly quotaBytes: Ruled<number> | undefined
}

/** What a configuration may change of a policy. */
export interface PolicyOverride {
  readonly maxBytes?: number | undefined
  readonly types?: readonly MediaType[] | undefined
  readonly wholeImages?: boolean | undefined
  readonly quota?: number | undefined
  readonly quotaBytes?: number | undefined
}

/** The policy as the configuration changes it: what was changed is `assumed`, its source the configuration. */
export function overridePolicy(policy: MediaPolicy, override: PolicyOverride): MediaPolicy {
  const configured = <T>(value: T): Ruled<T> => ({ value, evidence: 'assumed', source: 'configuration' })
  return {
    ...policy,
    ...(override.maxBytes !== undefined && { maxBytes: configured(override.maxBytes) }),
    ...(override.types !== undefined && { types: configured(override.types) }),
    ...(override.wholeImages !== undefined && { wholeImages: configured(override.wholeImages) }),
    ...(override.quota !== undefined && { quota: configured(override.quota) }),
    ...(override.quotaBytes !== undefined && { quotaBytes: configured(override.quotaBytes) }),
  }
}
