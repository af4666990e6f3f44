import type { OperationExample } from '../../http/vendor-kit/examples.ts'

const INSTANCE = '/workspaces/instance-1'
const WORKSPACE = `${INSTANCE}/{{workspaceId}}`
/** A PNG of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const LOGO = 'IMAGE_LOGO_LIGHT_HORIZONTAL'

/** Every operation once, in an order that works. */
export const examples: readonly OperationExample[] = [
  {
    operation: 'CreateWorkspace',
    method: 'PUT',
    path: INSTANCE,
    body: { json: { Name: 'Agents', Description: 'The desk of all agents', Tags: { team: 'support' } } },
    status: 200,
    capture: { workspaceId: ['WorkspaceId'] },
  },
  { operation: 'ListWorkspaces', method: 'GET', path: `${INSTANCE}?maxResults=10`, status: 200 },
  { operation: 'DescribeWorkspace', method: 'GET', path: WORKSPACE, status: 200 },
  {
    operation: 'ImportWorkspaceMedia',
    method: 'POST',
    path: `${WORKSPACE}/media`,
    body: { json: { MediaType: LOGO, MediaSource: PIXEL } },
    status: 200,
  },
  { operation: 'ListWorkspaceMedia', method: 'GET', path: `${WORKSPACE}/media`, status: 200 },
  {
    operation: 'UpdateWorkspaceMetadata',
    method: 'POST',
    path: `${WORKSPACE}/metadata`,
    body: { json: { Title: 'Agent desk' } },
    status: 200,
  },
  {
    operation: 'UpdateWorkspaceTheme',
    method: 'POST',
    path: `${WORKSPACE}/theme`,
    body: { json: { Theme: { Light: { Typography: { FontFamily: { Default: 'Verdana' } } } } } },
    status: 200,
  },
  {
    operation: 'UpdateWorkspaceVisibility',
    method: 'POST',
    path: `${WORKSPACE}/visibility`,
    body: { json: { Visibility: 'ALL' } },
    status: 200,
  },
  {
    operation: 'DeleteWorkspaceMedia',
    method: 'DELETE',
    path: `${WORKSPACE}/media?mediaType=${LOGO}`,
    status: 200,
  },
  { operation: 'DeleteWorkspace', method: 'DELETE', path: WORKSPACE, status: 200 },
]
