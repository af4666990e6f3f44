import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import type { CredentialGate } from '../../../http/vendor-kit/credentials.ts'
import { workspaceArn } from '../arns.ts'
import type { Caller } from '../credentials.ts'
import { sendEmpty } from '../reply.ts'
import * as schemas from './schemas.ts'
import { WORKSPACE, type Workspace, type WorkspaceFields, type Workspaces } from './workspaces.ts'

/** What a path names of a workspace. */
interface WorkspacePath {
  readonly instanceId: string
  readonly workspaceId: string
}

/** Amazon Connect's operations on workspaces. */
export function workspaceRoutes(gate: CredentialGate<Caller>, workspaces: Workspaces): FastifyPluginAsyncZod {
  return async app => {
    app.put(
      '/workspaces/:instanceId',
      {
        config: { operation: 'CreateWorkspace' },
        schema: {
          params: schemas.instanceParams,
          body: schemas.createBody,
          response: { 200: schemas.createReply },
        },
      },
      async request => {
        const { instanceId } = request.params
        const { Name: name, Description, Title, Theme, Tags } = request.body
        workspaces.requireInstance(instanceId)
        const plan = { kinds: workspaces.kinds, sequences: [request.rows.idSequence(WORKSPACE)] }
        const id = await request.rows.change(request.rows.owner(instanceId), plan, read => {
          workspaces.refuseTakenName(read, instanceId, name)
          const id = asUuid(request.rows.drawId(read, WORKSPACE))
          const fields = { name, description: Description, title: Title, theme: Theme, tags: Tags }
          return {
            put: [workspaces.toRow({ workspaceId: id, rowId: id }, request.clock.now(), fields)],
            result: id,
          }
        })
        return { WorkspaceId: id, WorkspaceArn: workspaceArn(gate.caller(request), instanceId, id) }
      },
    )

    app.get(
      '/workspaces/:instanceId',
      {
        config: { operation: 'ListWorkspaces' },
        schema: {
          params: schemas.instanceParams,
          querystring: schemas.listQuery,
          response: { 200: schemas.listReply },
        },
      },
      async request => {
        const { instanceId } = request.params
        const { nextToken, maxResults } = request.query
        workspaces.requireInstance(instanceId)
        const all = await request.rows.look(
          request.rows.owner(instanceId),
          { kinds: workspaces.kinds },
          read => workspaces.all(read, instanceId),
        )
        const after = nextToken === undefined ? Number.NEGATIVE_INFINITY : Number(nextToken)
        const rest = all.filter(workspace => workspace.position > after)
        const page = rest.slice(0, maxResults)
        const caller = gate.caller(request)
        return {
          WorkspaceSummaryList: page.map(workspace => toSummary(workspace, caller, instanceId)),
          ...(rest.length > page.length && { NextToken: String(page.at(-1)?.position) }),
        }
      },
    )

    app.get(
      '/workspaces/:instanceId/:workspaceId',
      {
        config: { operation: 'DescribeWorkspace' },
        schema: { params: schemas.workspaceParams, response: { 200: schemas.describeReply } },
      },
      async request => {
        const { instanceId, workspaceId } = request.params
        workspaces.requireInstance(instanceId)
        const owner = request.rows.owner(instanceId)
        const found = await request.rows.look(owner, workspaces.plan(workspaceId), read =>
          workspaces.require(read, instanceId, workspaceId),
        )
        return {
          Workspace: {
            ...toSummary(found, gate.caller(request), instanceId),
            Visibility: found.visibility,
            Description: found.description,
            Title: found.title,
            Theme: found.theme,
            Tags: found.tags,
          },
        }
      },
    )

    const update = async (request: FastifyRequest, at: WorkspacePath, fields: Partial<WorkspaceFields>) => {
      workspaces.requireInstance(at.instanceId)
      const plan = { kinds: workspaces.kinds, sequences: [request.rows.idSequence(WORKSPACE)] }
      await request.rows.change(request.rows.owner(at.instanceId), plan, read => ({
        put: [workspaces.changed(read, request.rows, at, fields)],
      }))
    }

    app.post(
      '/workspaces/:instanceId/:workspaceId/metadata',
      {
        config: { operation: 'UpdateWorkspaceMetadata' },
        schema: { params: schemas.workspaceParams, body: schemas.metadataBody },
      },
      async (request, reply) => {
        const { Name: name, Description: description, Title: title } = request.body
        await update(request, request.params, {
          ...(name !== undefined && { name }),
          ...(description !== undefined && { description }),
          ...(title !== undefined && { title }),
        })
        return sendEmpty(reply)
      },
    )

    app.post(
      '/workspaces/:instanceId/:workspaceId/theme',
      {
        config: { operation: 'UpdateWorkspaceTheme' },
        schema: { params: schemas.workspaceParams, body: schemas.themeBody },
      },
      async (request, reply) => {
        await update(request, request.params, { theme: request.body.Theme })
        return sendEmpty(reply)
      },
    )

    app.post(
      '/workspaces/:instanceId/:workspaceId/visibility',
      {
        config: { operation: 'UpdateWorkspaceVisibility' },
        schema: { params: schemas.workspaceParams, body: schemas.visibilityBody },
      },
      async (request, reply) => {
        await update(request, request.params, { visibility: request.body.Visibility })
        return sendEmpty(reply)
      },
    )

    app.delete(
      '/workspaces/:instanceId/:workspaceId',
      { config: { operation: 'DeleteWorkspace' }, schema: { params: schemas.workspaceParams } },
      async (request, reply) => {
        const { instanceId, workspaceId } = request.params
        workspaces.requireInstance(instanceId)
        const owner = request.rows.owner(instanceId)
        const plan = workspaces.deletionPlan(request.rows, workspaceId)
        await request.rows.change(owner, plan, read => {
          workspaces.require(read, instanceId, workspaceId)
          return workspaces.deletion(read, request.rows, workspaceId)
        })
        return sendEmpty(reply)
      },
    )
  }
}

function toSummary(workspace: Workspace, caller: Caller, instanceId: string) {
  return {
    Id: workspace.id,
    Name: workspace.name,
    Arn: workspaceArn(caller, instanceId, workspace.id),
    LastModifiedTime: workspace.modifiedAt / 1_000,
    LastModifiedRegion: caller.region,
  }
}
