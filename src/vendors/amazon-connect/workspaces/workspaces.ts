import { asUuid } from '../../../core/ids.ts'
import { ApiError } from '../../../core/problem.ts'
import type { Rows } from '../../../http/vendor-kit/rows.ts'
import type { NewRow, ReadPlan, Row, RowsRead } from '../../../storage/records.ts'
import { bareInstanceId, bareWorkspaceId } from '../arns.ts'
import type { Setup } from '../config.ts'
import { mediaTypes } from '../constraints.ts'

/** The kind of row that a workspace is; its key is the workspace's id. */
export const WORKSPACE = 'workspace'
/** The kind of row that says a workspace was deleted, so that naming it does not make it again. */
const DELETED = 'deleted-workspace'
/** The kind of row that a workspace's medium is. */
export const MEDIA = 'media'

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
  /** Its place in the list: configured ones stand first. */
  readonly position: number
}

/** What can be said of a workspace when it is made. */
export type WorkspaceFields = Omit<Workspace, 'id' | 'visibility' | 'modifiedAt' | 'position'> & {
  readonly visibility?: Workspace['visibility'] | undefined
}

/** A medium's key among those of its instance. */
export function mediaKey(workspaceId: string, type: string): string {
  return `${workspaceId}/${type}`
}

/** Which instances and workspaces exist: configured ones, made ones, and those that an import names first. */
export class Workspaces {
  readonly #configured: ReadonlyMap<string, ReadonlyMap<string, Workspace>>
  readonly #setup: Setup

  constructor(setup: Setup) {
    this.#setup = setup
    const modifiedAt = setup.clock.now()
    this.#configured = new Map(
      setup.resources.instances.map(({ id, workspaces }) => [
        bareInstanceId(id),
        new Map(
          workspaces.map(({ id, name }, index) => {
            const position = index - workspaces.length
            const workspace = {
              id: bareWorkspaceId(id),
              name,
              visibility: 'NONE',
              modifiedAt,
              position,
            } as const
            return [workspace.id, workspace]
          }),
        ),
      ]),
    )
  }

  /** Throws `not-found` for an instance that does not exist. */
  requireInstance(id: string): void {
    if (this.#setup.provisioning === 'seeded' && !this.#configured.has(id))
      throw new ApiError({ kind: 'not-found', resource: 'instance', id })
  }

  /** What a change must read to see one workspace. */
  plan(workspaceId: string): ReadPlan {
    return {
      keys: [
        { kind: WORKSPACE, key: workspaceId },
        { kind: DELETED, key: workspaceId },
      ],
    }
  }

  /** The workspace with this id; undefined when there is none. */
  find(read: RowsRead, instanceId: string, workspaceId: string): Workspace | undefined {
    const row = read.find(WORKSPACE, workspaceId)
    if (row !== undefined) return fromRow(row)
    if (read.find(DELETED, workspaceId) !== undefined) return undefined
    return this.#configured.get(instanceId)?.get(workspaceId)
  }

  /** As `find`; throws `not-found` when there is none. */
  require(read: RowsRead, instanceId: string, workspaceId: string): Workspace {
    const workspace = this.find(read, instanceId, workspaceId)
    if (workspace === undefined) throw absent(workspaceId)
    return workspace
  }

  /** The row that makes a workspace which an import names first; undefined when it exists. Throws `not-found`. */
  firstNamed(read: RowsRead, own: Rows, instanceId: string, workspaceId: string): NewRow | undefined {
    if (this.find(read, instanceId, workspaceId) !== undefined) return undefined
    const isDeleted = read.find(DELETED, workspaceId) !== undefined
    if (this.#setup.provisioning === 'seeded' || isDeleted) throw absent(workspaceId)
    const rowId = asUuid(own.drawId(read, WORKSPACE))
    return this.toRow({ workspaceId, rowId }, own.now(), { name: workspaceId })
  }

  /** Every workspace of an instance, in the order of the list. */
  list(instanceId: string, rows: readonly Row[], deleted: readonly Row[]): readonly Workspace[] {
    const known = new Set([...rows, ...deleted].map(row => row.key))
    const configured = [...(this.#configured.get(instanceId)?.values() ?? [])].filter(
      one => !known.has(one.id),
    )
    return [...configured, ...rows.map(fromRow)]
  }

  /** Which rows the list is made of. */
  readonly kinds = [WORKSPACE, DELETED]

  /** Every workspace of an instance, as a change sees them that reads `kinds`. */
  all(read: RowsRead, instanceId: string): readonly Workspace[] {
    return this.list(instanceId, read.all(WORKSPACE), read.all(DELETED))
  }

  /** A workspace as a row. */
  toRow(
    ids: { readonly workspaceId: string; readonly rowId: string },
    now: number,
    fields: WorkspaceFields,
  ): NewRow {
    const data = { visibility: 'NONE', ...fields, modifiedAt: now }
    return { kind: WORKSPACE, key: ids.workspaceId, id: ids.rowId, createdAt: now, data }
  }

  /** The row of a workspace with some fields changed. Throws `not-found`, and `conflict` for a name that is taken. */
  changed(
    read: RowsRead,
    own: Rows,
    at: { readonly instanceId: string; readonly workspaceId: string },
    fields: Partial<WorkspaceFields>,
  ): NewRow {
    const { id, modifiedAt: _, position: __, ...before } = this.require(read, at.instanceId, at.workspaceId)
    if (fields.name !== undefined && fields.name !== before.name)
      this.refuseTakenName(read, at.instanceId, fields.name)
    const rowId = read.find(WORKSPACE, id)?.id ?? asUuid(own.drawId(read, WORKSPACE))
    return this.toRow({ workspaceId: id, rowId }, own.now(), { ...before, ...fields })
  }

  /** Throws `conflict` for a name that a workspace of the instance has. */
  refuseTakenName(read: RowsRead, instanceId: string, name: string): void {
    if (this.all(read, instanceId).some(workspace => workspace.name === name))
      throw new ApiError({ kind: 'conflict', resource: WORKSPACE, id: name })
  }

  /** What deleting a workspace changes: it is gone, its media too, and stays so until a reset. */
  deletion(read: RowsRead, own: Rows, workspaceId: string) {
    const media = mediaTypes.value.map(type => read.find(MEDIA, mediaKey(workspaceId, type)))
    const free = media.filter(row => row !== undefined)
    return {
      delete: [{ kind: WORKSPACE, key: workspaceId }, ...free.map(({ kind, key }) => ({ kind, key }))],
      put: [
        {
          kind: DELETED,
          key: workspaceId,
          id: asUuid(own.drawId(read, DELETED)),
          createdAt: own.now(),
        },
      ],
      free,
    }
  }

  /** What `deletion` reads. */
  deletionPlan(own: Rows, workspaceId: string): ReadPlan {
    const media = mediaTypes.value.map(type => ({ kind: MEDIA, key: mediaKey(workspaceId, type) }))
    return {
      keys: [...(this.plan(workspaceId).keys ?? []), ...media],
      sequences: [own.idSequence(DELETED)],
    }
  }
}

function fromRow(row: Row): Workspace {
  const data = row.data as Omit<Workspace, 'id' | 'position'> // what `toRow` wrote
  return { ...data, id: row.key, position: row.position }
}

function absent(id: string): ApiError {
  return new ApiError({ kind: 'not-found', resource: WORKSPACE, id })
}
