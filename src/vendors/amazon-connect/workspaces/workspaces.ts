import { asUuid } from '../../../core/ids.ts'
import { ApiError } from '../../../core/problem.ts'
import type { Rows } from '../../../http/handler-kit/rows.ts'
import type { NewRow, RowsRead } from '../../../storage/records.ts'
import { bareInstanceId, bareWorkspaceId } from '../arns.ts'
import type { Setup } from '../config.ts'
import {
  DELETED,
  fromRow,
  toRow,
  WORKSPACE,
  type Workspace,
  type WorkspaceFields,
  type WorkspacePath,
} from './workspace.ts'

type Configured = ReadonlyMap<string, Workspace>

/** Which instances and workspaces exist: configured ones, created ones, and those that an import names first. */
export class Workspaces {
  readonly #configured: ReadonlyMap<string, Configured>
  readonly #isSeeded: boolean

  constructor({ resources, provisioning, clock }: Setup) {
    const modifiedAt = clock.now()
    this.#isSeeded = provisioning === 'seeded'
    this.#configured = new Map(
      resources.instances.map(({ id, workspaces }) => {
        const known = workspaces.map(({ id, name }, index): Workspace => {
          const position = index - workspaces.length
          return { id: bareWorkspaceId(id), name, visibility: 'NONE', modifiedAt, position }
        })
        return [bareInstanceId(id), new Map(known.map(workspace => [workspace.id, workspace]))]
      }),
    )
  }

  /** Throws `not-found` for an instance that does not exist. */
  requireInstance(id: string): void {
    if (this.#isSeeded && !this.#configured.has(id))
      throw new ApiError({ kind: 'not-found', resource: 'instance', id })
  }

  /** The workspace at this place; undefined when there is none. */
  find(read: RowsRead, { instanceId, workspaceId }: WorkspacePath): Workspace | undefined {
    const row = read.find(WORKSPACE, workspaceId)
    if (row !== undefined) return fromRow(row)
    if (read.find(DELETED, workspaceId) !== undefined) return undefined
    return this.#configured.get(instanceId)?.get(workspaceId)
  }

  /** As `find`; throws `not-found` when there is none. */
  require(read: RowsRead, at: WorkspacePath): Workspace {
    const workspace = this.find(read, at)
    if (workspace === undefined) throw absent(at)
    return workspace
  }

  /** The row of a workspace that an import is the first to name; undefined when it exists. Throws `not-found`. */
  firstNamed(read: RowsRead, own: Rows, at: WorkspacePath): NewRow | undefined {
    if (this.find(read, at) !== undefined) return undefined
    const { workspaceId } = at
    if (this.#isSeeded || read.find(DELETED, workspaceId) !== undefined) throw absent(at)
    const rowId = asUuid(own.drawId(read, WORKSPACE))
    return toRow({ workspaceId, rowId }, own.now(), { name: workspaceId })
  }

  /** The kinds of row that tell of all workspaces. */
  readonly kinds = [WORKSPACE, DELETED]

  /** Every workspace of an instance, in the order of the list. `read` must have read `kinds`. */
  all(read: RowsRead, instanceId: string): readonly Workspace[] {
    const made = read.all(WORKSPACE)
    const known = new Set([...made, ...read.all(DELETED)].map(row => row.key))
    const configured = [...(this.#configured.get(instanceId)?.values() ?? [])]
    return [...configured.filter(({ id }) => !known.has(id)), ...made.map(fromRow)]
  }

  /** The row of a workspace with some fields changed. Throws `not-found`, and `conflict` for a name that is taken. */
  changed(read: RowsRead, own: Rows, at: WorkspacePath, fields: Partial<WorkspaceFields>): NewRow {
    const { id, modifiedAt: _, position: __, ...before } = this.require(read, at)
    if (fields.name !== undefined && fields.name !== before.name)
      this.refuseTakenName(read, at.instanceId, fields.name)
    const rowId = read.find(WORKSPACE, id)?.id ?? asUuid(own.drawId(read, WORKSPACE))
    return toRow({ workspaceId: id, rowId }, own.now(), { ...before, ...fields })
  }

  /** Throws `conflict` for a name that a workspace of the instance has. */
  refuseTakenName(read: RowsRead, instanceId: string, name: string): void {
    if (this.all(read, instanceId).some(workspace => workspace.name === name))
      throw new ApiError({ kind: 'conflict', resource: WORKSPACE, id: name })
  }
}

function absent({ workspaceId }: WorkspacePath): ApiError {
  return new ApiError({ kind: 'not-found', resource: WORKSPACE, id: workspaceId })
}
