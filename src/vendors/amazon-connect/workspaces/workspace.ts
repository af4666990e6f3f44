import type { NewRow, ReadPlan, Row } from '../../../storage/records.ts'

/** The kind of row that a workspace is; its key is the workspace's id. */
export const WORKSPACE = 'workspace'
/** The kind of row that says a workspace was deleted, so that naming it does not make it again. */
export const DELETED = 'deleted-workspace'

/** What names a workspace. */
export interface WorkspacePath {
  readonly instanceId: string
  readonly workspaceId: string
}

/** A workspace as its instance knows it. */
export interface Workspace {
  readonly id: string
  readonly name: string
  readonly description?: string | undefined
  readonly title?: string | undefined
  readonly theme?: object | undefined
  readonly tags?: { readonly [key: string]: string } | undefined
  readonly visibility: 'ALL' | 'ASSIGNED' | 'NONE'
  /** Milliseconds since 1970. */
  readonly modifiedAt: number
  /** Its place in the list, where configured workspaces come first. */
  readonly position: number
}

/** What can be said of a workspace when it is made. */
export type WorkspaceFields = Omit<Workspace, 'id' | 'visibility' | 'modifiedAt' | 'position'> & {
  readonly visibility?: Workspace['visibility'] | undefined
}

/** What must be read to see one workspace. */
export function workspacePlan(workspaceId: string): ReadPlan & Required<Pick<ReadPlan, 'keys'>> {
  return {
    keys: [
      { kind: WORKSPACE, key: workspaceId },
      { kind: DELETED, key: workspaceId },
    ],
  }
}

/** A workspace as a row. `now` in milliseconds since 1970. */
export function toRow(
  ids: { readonly workspaceId: string; readonly rowId: string },
  now: number,
  fields: WorkspaceFields,
): NewRow {
  const data = { visibility: 'NONE', ...fields, modifiedAt: now }
  return { kind: WORKSPACE, key: ids.workspaceId, id: ids.rowId, createdAt: now, data }
}

/** The workspace that a row keeps. */
export function fromRow(row: Row): Workspace {
  const data = row.data as Omit<Workspace, 'id' | 'position'> // what `toRow` wrote
  return { ...data, id: row.key, position: row.position }
}
