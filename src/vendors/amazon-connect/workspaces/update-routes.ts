import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { type Connect, instanceOf } from '../connect.ts'
import { sendEmpty } from '../reply.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'
import { WORKSPACE, type WorkspaceFields, type WorkspacePath } from './workspace.ts'

/** Changes a workspace's name, description and title. */
export function metadataRoute(connect: Connect): FastifyPluginAsyncZod {
  return async app => {
    app.post(
      paths.metadata,
      {
        config: { operation: 'UpdateWorkspaceMetadata' },
        schema: { params: schemas.workspaceParams, body: schemas.metadataBody },
      },
      async (request, reply) => {
        const { Name: name, Description: description, Title: title } = request.body
        await update(request, connect, {
          ...(name !== undefined && { name }),
          ...(description !== undefined && { description }),
          ...(title !== undefined && { title }),
        })
        return sendEmpty(reply)
      },
    )
  }
}

/** Changes a workspace's theme. */
export function themeRoute(connect: Connect): FastifyPluginAsyncZod {
  return async app => {
    app.post(
      paths.theme,
      {
        config: { operation: 'UpdateWorkspaceTheme' },
        schema: { params: schemas.workspaceParams, body: schemas.themeBody },
      },
      async (request, reply) => {
        await update(request, connect, { theme: request.body.Theme })
        return sendEmpty(reply)
      },
    )
  }
}

/** Changes who sees a workspace. */
export function visibilityRoute(connect: Connect): FastifyPluginAsyncZod {
  return async app => {
    app.post(
      paths.visibility,
      {
        config: { operation: 'UpdateWorkspaceVisibility' },
        schema: { params: schemas.workspaceParams, body: schemas.visibilityBody },
      },
      async (request, reply) => {
        await update(request, connect, { visibility: request.body.Visibility })
        return sendEmpty(reply)
      },
    )
  }
}

async function update(
  request: FastifyRequest & { readonly params: WorkspacePath },
  connect: Connect,
  fields: Partial<WorkspaceFields>,
): Promise<void> {
  const { rows } = request
  const { workspaces } = connect
  const plan = { kinds: workspaces.kinds, sequences: [rows.idSequence(WORKSPACE)] }
  await rows.change(instanceOf(request, connect), plan, read => ({
    put: [workspaces.changed(read, rows, request.params, fields)],
  }))
}
