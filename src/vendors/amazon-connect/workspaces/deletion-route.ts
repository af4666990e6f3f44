import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import type { Rows } from '../../../http/handler-kit/rows.ts'
import type { RowsRead } from '../../../storage/records.ts'
import { type Connect, instanceOf } from '../connect.ts'
import { sendEmpty } from '../reply.ts'
import { MEDIA, mediaKeys } from './media.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'
import { DELETED, WORKSPACE, workspacePlan } from './workspace.ts'

/** Deletes a workspace with its media. Until a reset no import makes it again. */
export function deletionRoute(connect: Connect): FastifyPluginAsyncZod {
  return async app => {
    app.delete(
      paths.workspace,
      { config: { operation: 'DeleteWorkspace' }, schema: { params: schemas.workspaceParams } },
      async (request, reply) => {
        const { rows } = request
        const { workspaceId } = request.params
        const keys = [...workspacePlan(workspaceId).keys, ...mediaKeys(workspaceId)]
        const plan = { keys, sequences: [rows.idSequence(DELETED)] }
        await rows.change(instanceOf(request, connect), plan, read => {
          connect.workspaces.require(read, request.params)
          return deletion(read, rows, workspaceId)
        })
        return sendEmpty(reply)
      },
    )
  }
}

function deletion(read: RowsRead, own: Rows, workspaceId: string) {
  const media = mediaKeys(workspaceId).map(({ key }) => read.find(MEDIA, key))
  const free = media.filter(row => row !== undefined)
  const id = asUuid(own.drawId(read, DELETED))
  return {
    delete: [{ kind: WORKSPACE, key: workspaceId }, ...free.map(({ kind, key }) => ({ kind, key }))],
    put: [{ kind: DELETED, key: workspaceId, id, createdAt: own.now() }],
    free,
  }
}
