import type { OperationExample } from '../../../http/vendor-kit/examples.ts'
import { pathTo } from '../../../http/vendor-kit/paths.ts'
import { paths } from './paths.ts'

const at = (path: string) => pathTo(path, { instanceId: 'instance-1', workspaceId: '{{workspaceId}}' })
/** A PNG of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const LOGO = 'IMAGE_LOGO_LIGHT_HORIZONTAL'

/** Every operation on workspaces once, in an order that works. */
export const workspaceExamples: readonly OperationExample[] = [
  {
    operation: 'CreateWorkspace',
    method: 'PUT',
    path: at(paths.instance),
    body: { json: { Name: 'Agents', Description: 'The desk of all agents', Tags: { team: 'support' } } },
    status: 200,
    capture: { workspaceId: ['WorkspaceId'] },
  },
  { operation: 'ListWorkspaces', method: 'GET', path: `${at(paths.instance)}?maxResults=10`, status: 200 },
  { operation: 'DescribeWorkspace', method: 'GET', path: at(paths.workspace), status: 200 },
  {
    operation: 'ImportWorkspaceMedia',
    method: 'POST',
    path: at(paths.media),
    body: { json: { MediaType: LOGO, MediaSource: PIXEL } },
    status: 200,
  },
  { operation: 'ListWorkspaceMedia', method: 'GET', path: at(paths.media), status: 200 },
  {
    operation: 'UpdateWorkspaceMetadata',
    method: 'POST',
    path: at(paths.metadata),
    body: { json: { Title: 'Agent desk' } },
    status: 200,
  },
  {
    operation: 'UpdateWorkspaceTheme',
    method: 'POST',
    path: at(paths.theme),
    body: { json: { Theme: { Light: { Typography: { FontFamily: { Default: 'Verdana' } } } } } },
    status: 200,
  },
  {
    operation: 'UpdateWorkspaceVisibility',
    method: 'POST',
    path: at(paths.visibility),
    body: { json: { Visibility: 'ALL' } },
    status: 200,
  },
  {
    operation: 'DeleteWorkspaceMedia',
    method: 'DELETE',
    path: `${at(paths.media)}?mediaType=${LOGO}`,
    status: 200,
  },
  { operation: 'DeleteWorkspace', method: 'DELETE', path: at(paths.workspace), status: 200 },
]
