import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { asUuid } from '../../../core/ids.ts'
import type { Rows } from '../../../http/handler-kit/rows.ts'
import type { NewRow, Owner, ReadPlan, RowData, RowKey, RowsRead } from '../../../storage/records.ts'
import { type Connect, instanceOf } from '../connect.ts'
import { sendEmpty } from '../reply.ts'
import { fetchSource, mayFetch } from './fetch-source.ts'
import { MEDIA, media, mediumKey } from './media.ts'
import { readMediaSource } from './media-source.ts'
import { paths } from './paths.ts'
import { mediaSourceChars, workspaceMediaPolicy } from './policies.ts'
import * as schemas from './schemas.ts'
import { WORKSPACE, workspacePlan } from './workspace.ts'

/** Gives a workspace a medium: from base64, from an address that may be fetched, or as an address alone. */
export function importRoute(connect: Connect): FastifyPluginAsyncZod {
  const { setup, workspaces } = connect
  const { fetchMediaSource } = setup.settings
  const policy = setup.policy(workspaceMediaPolicy.id)
  const maxChars = Math.max(mediaSourceChars.value, Math.ceil(policy.maxBytes.value / 3) * 4)

  return async app => {
    app.post(
      paths.media,
      {
        config: { operation: 'ImportWorkspaceMedia', policy },
        schema: { params: schemas.workspaceParams, body: schemas.importBody(maxChars) },
      },
      async (request, reply) => {
        const { workspaceId } = request.params
        const { MediaType: type, MediaSource: text } = request.body
        const { rows, intake } = request
        const owner = instanceOf(request, connect)
        const source = readMediaSource(text)
        const medium = mediumKey(workspaceId, type)
        const plan = { ...workspacePlan(workspaceId), sequences: [rows.idSequence(WORKSPACE)] }
        const sourceUrl = source.kind === 'url' ? source.text : undefined
        const also = (read: RowsRead) => {
          const made = workspaces.firstNamed(read, rows, request.params)
          return { data: { type, workspaceId, sourceUrl }, put: made === undefined ? [] : [made] }
        }
        if (source.kind === 'url' && !mayFetch(source.url, fetchMediaSource)) {
          await keepAddress(rows, owner, { medium, plan, also })
          return sendEmpty(reply)
        }
        const bytes =
          source.kind === 'url' ? fetchSource(source.url, fetchMediaSource, reply.raw) : once(source.bytes)
        const staged = await intake.receive(bytes, policy, { part: media.part })
        await intake.keep(staged, owner, {
          ...medium,
          name: type,
          id: asUuid,
          whenTaken: 'replace',
          plan,
          also,
        })
        return sendEmpty(reply)
      },
    )
  }
}

/** Writes a medium of which only the address is known, over the one that was there. */
async function keepAddress(
  rows: Rows,
  owner: Owner,
  asset: {
    readonly medium: RowKey
    readonly plan: ReadPlan
    also(read: RowsRead): { readonly data: RowData; readonly put: readonly NewRow[] }
  },
): Promise<void> {
  const { medium, plan } = asset
  const keys = [...(plan.keys ?? []), medium]
  const sequences = [...(plan.sequences ?? []), rows.idSequence(MEDIA)]
  await rows.change(owner, { keys, sequences }, read => {
    const { data, put } = asset.also(read)
    const row = { ...medium, id: asUuid(rows.drawId(read, MEDIA)), createdAt: rows.now(), data }
    const replaced = read.find(MEDIA, medium.key)
    return { put: [row, ...put], free: replaced === undefined ? [] : [replaced] }
  })
}

async function* once(bytes: Buffer) {
  yield bytes
}
