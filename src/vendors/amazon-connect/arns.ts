import type { Caller } from './credentials.ts'

/** The id of an instance, bare or in an ARN. */
export function bareInstanceId(id: string): string {
  return /^arn:[^:]+:connect:[^:]*:[^:]*:instance\/([^/]+)/.exec(id)?.[1] ?? id
}

/** The id of a workspace, bare or in an ARN. */
export function bareWorkspaceId(id: string): string {
  return /^arn:[^:]+:connect:[^:]*:[^:]*:instance\/[^/]+\/workspace\/([^/]+)$/.exec(id)?.[1] ?? id
}

/** The ARN of a workspace, in the caller's account and region. */
export function workspaceArn(caller: Caller, instanceId: string, workspaceId: string): string {
  return `arn:aws:connect:${caller.region}:${caller.accountId}:instance/${instanceId}/workspace/${workspaceId}`
}
