import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import * as z from 'zod'
import { serveAsset } from '../../http/handler-kit/serve-asset.ts'
import { meantOperations } from '../meant-operations.ts'
import { pageOf } from '../paging.ts'
import { type ControlScope, flag, idParams, wholeNumber } from '../scope.ts'
import { assetReply, toAssetReply } from './assets.ts'
import { Thumbnails } from './thumbnails.ts'

const pageQuery = z.strictObject({
  vendor: z.string().optional(),
  owner: z.string().optional(),
  after: wholeNumber.optional(),
  limit: wholeNumber.pipe(z.number().min(1).max(1_000)).default(100),
  /** Whether hashes that nobody asked for yet are computed. */
  sha256: flag,
})

/** What is stored in a namespace, and its bytes. */
export function assetRoutes({ assets, mounts, namespaceOf }: ControlScope): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/assets',
      {
        config: { operation: 'listAssets' },
        schema: { querystring: pageQuery, response: { 200: pageOf(assetReply) } },
      },
      async request => {
        const { sha256, ...filter } = request.query
        meantOperations({ vendor: filter.vendor }, mounts)
        const namespace = await namespaceOf(request)
        const { items, next } = await assets.page({ namespace, ...filter })
        const shown =
          sha256 === 'true' ? await Promise.all(items.map(one => assets.withHash(namespace, one))) : items
        return { items: shown.map(toAssetReply), ...(next !== undefined && { next: String(next) }) }
      },
    )

    app.get(
      '/assets/:id',
      { config: { operation: 'getAsset' }, schema: { params: idParams, response: { 200: assetReply } } },
      async request => {
        const namespace = await namespaceOf(request)
        const asset = await assets.find(namespace, request.params.id)
        return toAssetReply(await assets.withHash(namespace, asset))
      },
    )

    const thumbnails = new Thumbnails(assets)
    app.get(
      '/assets/:id/thumbnail',
      { config: { operation: 'getAssetThumbnail' }, schema: { params: idParams } },
      async (request, reply) => {
        const asset = await assets.find(await namespaceOf(request), request.params.id)
        const { type, bytes, pixels } = await thumbnails.of(asset)
        return reply
          .type(type)
          .headers({ 'cache-control': 'private, max-age=300', 'x-content-type-options': 'nosniff' })
          .headers(pixels === undefined ? {} : { 'x-mock-pixels': pixels })
          .send(bytes)
      },
    )

    app.get(
      '/assets/:id/content',
      { config: { operation: 'getAssetContent' }, schema: { params: idParams } },
      async (request, reply) => {
        const asset = await assets.find(await namespaceOf(request), request.params.id)
        return serveAsset(request, reply, {
          facts: asset.asset,
          etag: asset.id,
          open: range => assets.open(asset, range),
        })
      },
    )
  }
}
