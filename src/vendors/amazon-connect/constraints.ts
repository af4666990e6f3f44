import { ruled } from '../../core/evidence.ts'
import { sources } from './sources.ts'

/** The model's limits on members, in characters. */
export const constraints = {
  instanceId: ruled({ min: 1, max: 100 }, 'documented', sources.model),
  workspaceId: ruled({ min: 1, max: 256 }, 'documented', sources.model),
  name: ruled({ min: 1, max: 127 }, 'documented', sources.model),
  // The page of CreateWorkspace says 250, the model 500.
  description: ruled({ min: 0, max: 500 }, 'documented', sources.model),
  title: ruled({ min: 0, max: 127 }, 'documented', sources.model),
  tags: ruled({ min: 1, max: 50 }, 'documented', sources.model),
  tagKey: ruled({ min: 1, max: 128 }, 'documented', sources.model),
  tagValue: ruled({ min: 0, max: 256 }, 'documented', sources.model),
  maxResults: ruled({ min: 1, max: 100 }, 'documented', sources.model),
  imageLink: ruled({ min: 1, max: 254 }, 'documented', sources.model),
  paletteColor: ruled({ min: 1, max: 127 }, 'documented', sources.model),
} as const

/** The kinds of media; a workspace has at most one of each. The page's text names two others, which are not valid. */
export const mediaTypes = ruled(
  [
    'IMAGE_LOGO_LIGHT_FAVICON',
    'IMAGE_LOGO_DARK_FAVICON',
    'IMAGE_LOGO_LIGHT_HORIZONTAL',
    'IMAGE_LOGO_DARK_HORIZONTAL',
  ] as const,
  'documented',
  sources.model,
)

export const fontFamilies = ruled(
  ['Arial', 'Courier New', 'Georgia', 'Times New Roman', 'Trebuchet', 'Verdana'] as const,
  'documented',
  sources.model,
)
