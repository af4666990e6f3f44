import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { workspaceArn } from '../arns.ts'
import { type Connect, instanceOf } from '../connect.ts'
import type { Caller } from '../credentials.ts'
import { deletionRoute } from './deletion-route.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'
import { metadataRoute, themeRoute, visibilityRoute } from './update-routes.ts'
import { toRow, WORKSPACE, type Workspace, workspacePlan } from './workspace.ts'

/** Amazon Connect's operations on workspaces. */
export function workspaceRoutes(connect: Connect): FastifyPluginAsyncZod {
  return app =>
    addRoutes(
      app,
      creationRoute(connect),
      listRoute(connect),
      descriptionRoute(connect),
      metadataRoute(connect),
      themeRoute(connect),
      visibilityRoute(connect),
      deletionRoute(connect),
    )
}

function creationRoute(connect: Connect): FastifyPluginAsyncZod {
  const { workspaces, gate } = connect
  return async app => {
    app.put(
      paths.instance,
      {
        config: { operation: 'CreateWorkspace' },
        schema: {
          params: schemas.instanceParams,
          body: schemas.createBody,
          response: { 200: schemas.createReply },
        },
      },
      async request => {
        const { rows } = request
        const { instanceId } = request.params
        const { Name: name, Description, Title, Theme, Tags } = request.body
        const plan = { kinds: workspaces.kinds, sequences: [rows.idSequence(WORKSPACE)] }
        const id = await rows.change(instanceOf(request, connect), plan, read => {
          workspaces.refuseTakenName(read, instanceId, name)
          const id = asUuid(rows.drawId(read, WORKSPACE))
          const fields = { name, description: Description, title: Title, theme: Theme, tags: Tags }
          return { put: [toRow({ workspaceId: id, rowId: id }, request.clock.now(), fields)], result: id }
        })
        return { WorkspaceId: id, WorkspaceArn: workspaceArn(gate.caller(request), instanceId, id) }
      },
    )
  }
}

function listRoute(connect: Connect): FastifyPluginAsyncZod {
  const { workspaces, gate } = connect
  return async app => {
    app.get(
      paths.instance,
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
        const plan = { kinds: workspaces.kinds }
        const all = await request.rows.look(instanceOf(request, connect), plan, read =>
          workspaces.all(read, instanceId),
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
  }
}

function descriptionRoute(connect: Connect): FastifyPluginAsyncZod {
  const { workspaces, gate } = connect
  return async app => {
    app.get(
      paths.workspace,
      {
        config: { operation: 'DescribeWorkspace' },
        schema: { params: schemas.workspaceParams, response: { 200: schemas.describeReply } },
      },
      async request => {
        const { instanceId, workspaceId } = request.params
        const plan = workspacePlan(workspaceId)
        const found = await request.rows.look(instanceOf(request, connect), plan, read =>
          workspaces.require(read, request.params),
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
