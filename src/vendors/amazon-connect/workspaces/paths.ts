/** What the paths of all workspaces begin with. */
export const WORKSPACES = '/workspaces'

const INSTANCE = `${WORKSPACES}/:instanceId`
const WORKSPACE = `${INSTANCE}/:workspaceId`

/** The paths of operations on workspaces. */
export const paths = {
  instance: INSTANCE,
  workspace: WORKSPACE,
  metadata: `${WORKSPACE}/metadata`,
  theme: `${WORKSPACE}/theme`,
  visibility: `${WORKSPACE}/visibility`,
  media: `${WORKSPACE}/media`,
} as const

/** Where media that came as bytes are served. Amazon's own address is a presigned one on another host. */
export const MEDIA_FOLDER = '/workspace-media'
