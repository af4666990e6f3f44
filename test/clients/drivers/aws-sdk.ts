import * as connect from '@aws-sdk/client-connect'
import type { Driver } from './driver.ts'

const IDS = { InstanceId: 'instance-1' }

/** A key that a server in strict mode must list for this driver. */
export const AWS_KEY = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret', accountId: '123456789012' }

/** Amazon's own SDK, its signatures verified. It knows its own vendor alone. */
export const awsSdk: Driver = {
  name: '@aws-sdk/client-connect, strict',
  async run(endpoint, vendor) {
    if (vendor.name !== 'amazon-connect') return []
    const client = new connect.ConnectClient({
      endpoint,
      region: 'us-east-1',
      credentials: AWS_KEY,
      maxAttempts: 1,
    })
    const proved: string[] = []
    const send = async <T>(operation: string, call: Promise<T>): Promise<T> => {
      const output = await call
      proved.push(operation)
      return output
    }
    const { WorkspaceId = '' } = await send(
      'CreateWorkspace',
      client.send(new connect.CreateWorkspaceCommand({ ...IDS, Name: 'By the SDK' })),
    )
    const at = { ...IDS, WorkspaceId }
    const medium = { ...at, MediaType: 'IMAGE_LOGO_LIGHT_HORIZONTAL' } as const
    await send('ListWorkspaces', client.send(new connect.ListWorkspacesCommand(IDS)))
    await send('DescribeWorkspace', client.send(new connect.DescribeWorkspaceCommand(at)))
    await send(
      'ImportWorkspaceMedia',
      client.send(new connect.ImportWorkspaceMediaCommand({ ...medium, MediaSource: 'AAAA' })),
    )
    await send('ListWorkspaceMedia', client.send(new connect.ListWorkspaceMediaCommand(at)))
    await send(
      'UpdateWorkspaceMetadata',
      client.send(new connect.UpdateWorkspaceMetadataCommand({ ...at, Title: 'Desk' })),
    )
    await send(
      'UpdateWorkspaceTheme',
      client.send(new connect.UpdateWorkspaceThemeCommand({ ...at, Theme: {} })),
    )
    await send(
      'UpdateWorkspaceVisibility',
      client.send(new connect.UpdateWorkspaceVisibilityCommand({ ...at, Visibility: 'ALL' })),
    )
    await send('DeleteWorkspaceMedia', client.send(new connect.DeleteWorkspaceMediaCommand(medium)))
    await send('DeleteWorkspace', client.send(new connect.DeleteWorkspaceCommand(at)))
    client.destroy()
    return proved
  },
}
