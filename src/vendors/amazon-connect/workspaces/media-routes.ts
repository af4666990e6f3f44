import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import { ApiError } from '../../../core/problem.ts'
import { isAsset, type Rows } from '../../../http/vendor-kit/rows.ts'
import { serveAsset } from '../../../http/vendor-kit/serve-asset.ts'
import type { Row, RowsRead } from '../../../storage/records.ts'
import type { Setup } from '../config.ts'
import { mediaTypes } from '../constraints.ts'
import { sendEmpty } from '../reply.ts'
import { fetchSource, mayFetch } from './fetch-source.ts'
import { readMediaSource } from './media-source.ts'
import { mediaSourceChars, workspaceMediaPolicy } from './policies.ts'
import * as schemas from './schemas.ts'
import { MEDIA, mediaKey, WORKSPACE, type Workspaces } from './workspaces.ts'

/** The path at which a medium is served that came as bytes. Amazon's own is a presigned address elsewhere. */
export const MEDIA_FOLDER = '/workspace-media'

/** Amazon Connect's operations on the media of a workspace: one of each type. */
export function mediaRoutes(setup: Setup, workspaces: Workspaces): FastifyPluginAsyncZod {
  const { fetchMediaSource, listSource } = setup.settings
  const policy = setup.policy(workspaceMediaPolicy.id)
  const maxChars = Math.max(mediaSourceChars.value, Math.ceil(policy.maxBytes.value / 3) * 4)
  const path = '/workspaces/:instanceId/:workspaceId/media'

  return async app => {
    app.post(
      path,
      {
        config: { operation: 'ImportWorkspaceMedia', policy },
        schema: { params: schemas.workspaceParams, body: schemas.importBody(maxChars) },
      },
      async (request, reply) => {
        const { instanceId, workspaceId } = request.params
        const { MediaType: type, MediaSource: text } = request.body
        const { rows, intake } = request
        workspaces.requireInstance(instanceId)
        const owner = rows.owner(instanceId)
        const source = readMediaSource(text)
        const plan = { ...workspaces.plan(workspaceId), sequences: [rows.idSequence(WORKSPACE)] }
        const beside = (read: RowsRead, sourceUrl: string | undefined) => {
          const made = workspaces.firstNamed(read, rows, instanceId, workspaceId)
          return { data: { type, workspaceId, sourceUrl }, put: made === undefined ? [] : [made] }
        }
        const medium = { kind: MEDIA, key: mediaKey(workspaceId, type) }

        if (source.kind === 'url' && !mayFetch(source.url, fetchMediaSource)) {
          const keys = [...(plan.keys ?? []), medium]
          const sequences = [...plan.sequences, rows.idSequence(MEDIA)]
          await rows.change(owner, { keys, sequences }, read => {
            const { data, put } = beside(read, source.text)
            const row = {
              ...medium,
              id: asUuid(rows.drawId(read, MEDIA)),
              createdAt: request.clock.now(),
              data,
            }
            const replaced = read.find(MEDIA, medium.key)
            return { put: [row, ...put], free: replaced === undefined ? [] : [replaced] }
          })
          return sendEmpty(reply)
        }

        const bytes = source.kind === 'url' ? fetchSource(source.url, fetchMediaSource) : once(source.bytes)
        const staged = await intake.receive(bytes, policy, { part: 'MediaSource' })
        await intake.keep(staged, owner, {
          ...medium,
          name: type,
          id: asUuid,
          whenTaken: 'replace',
          plan,
          also: read => beside(read, source.kind === 'url' ? source.text : undefined),
        })
        return sendEmpty(reply)
      },
    )

    app.get(
      path,
      {
        config: { operation: 'ListWorkspaceMedia' },
        schema: { params: schemas.workspaceParams, response: { 200: schemas.mediaReply } },
      },
      async request => {
        const { instanceId, workspaceId } = request.params
        workspaces.requireInstance(instanceId)
        const keys = mediaTypes.value.map(type => ({ kind: MEDIA, key: mediaKey(workspaceId, type) }))
        const plan = { keys: [...(workspaces.plan(workspaceId).keys ?? []), ...keys] }
        const media = await request.rows.look(request.rows.owner(instanceId), plan, read => {
          workspaces.require(read, instanceId, workspaceId)
          return keys.map(({ key }) => read.find(MEDIA, key))
        })
        const items = mediaTypes.value.map(async (Type, index) => {
          const row = media[index]
          return row === undefined ? [] : [{ Type, Source: await shownSource(row, request) }]
        })
        return { Media: (await Promise.all(items)).flat() }
      },
    )

    app.delete(
      path,
      {
        config: { operation: 'DeleteWorkspaceMedia' },
        schema: { params: schemas.workspaceParams, querystring: schemas.mediaTypeQuery },
      },
      async (request, reply) => {
        const { instanceId, workspaceId } = request.params
        workspaces.requireInstance(instanceId)
        const medium = { kind: MEDIA, key: mediaKey(workspaceId, request.query.mediaType) }
        const plan = { keys: [...(workspaces.plan(workspaceId).keys ?? []), medium] }
        await request.rows.change(request.rows.owner(instanceId), plan, read => {
          workspaces.require(read, instanceId, workspaceId)
          const row = read.find(MEDIA, medium.key)
          if (row === undefined) throw new ApiError({ kind: 'not-found', resource: MEDIA, id: medium.key })
          return { delete: [medium], free: [row] }
        })
        return sendEmpty(reply)
      },
    )

    app.get(
      `${MEDIA_FOLDER}/:id`,
      { config: { isPublic: true }, schema: { params: schemas.servedParams } },
      async (request, reply) => {
        const medium = await request.rows.find(MEDIA, request.params.id)
        if (!isAsset(medium))
          throw new ApiError({ kind: 'not-found', resource: MEDIA, id: request.params.id })
        return serveAsset(request, reply, {
          facts: medium.asset,
          etag: medium.id,
          open: range => request.rows.read(medium, range),
        })
      },
    )
  }

  async function shownSource(
    row: Row,
    at: { readonly rows: Rows; readonly publicUrl: string },
  ): Promise<string> {
    if (typeof row.data.sourceUrl === 'string') return row.data.sourceUrl
    if (listSource === 'url' || !isAsset(row)) return `${at.publicUrl}${MEDIA_FOLDER}/${row.id}`
    const chunks: Buffer[] = []
    for await (const chunk of await at.rows.read(row)) chunks.push(chunk)
    return Buffer.concat(chunks).toString('base64')
  }
}

async function* once(bytes: Buffer) {
  yield bytes
}
