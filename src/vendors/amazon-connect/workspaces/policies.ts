import { ruled } from '../../../core/evidence.ts'
import type { MediaPolicy } from '../../../core/policy.ts'
import { sources } from '../sources.ts'

/** How long a MediaSource may be, in characters: a URL, or the file in base64. */
export const mediaSourceChars = ruled(533_333, 'documented', sources.import)

/** What Amazon Connect accepts as a workspace's logo or icon. No page names file formats. */
export const workspaceMediaPolicy: MediaPolicy = {
  id: 'amazon-connect.workspace-media',
  // What 533,333 characters of padded base64 can carry: 133,333 groups of 3 bytes.
  maxBytes: ruled(399_999, 'documented', sources.import),
  types: ruled(['*'], 'assumed', sources.nobody),
  judgedBy: 'content',
  wholeImages: ruled(false, 'assumed', sources.nobody),
  quota: undefined,
  quotaBytes: undefined,
}
