import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { namespacePath } from '../../core/namespace.ts'
import { pageOf } from '../paging.ts'
import { type ControlScope, originFor } from '../scope.ts'
import { toVendorReply, vendorReply } from './vendor-reply.ts'

/** The vendors that the server stands in for: their addresses, a line to paste, and how their apps show an image. */
export function vendorRoutes({ mounts, urls, nameOf }: ControlScope): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      '/vendors',
      { config: { operation: 'listVendors' }, schema: { response: { 200: pageOf(vendorReply) } } },
      async request => {
        const url = addressOf(nameOf(request), originFor(request, urls))
        return { items: mounts.map(({ vendor }) => toVendorReply(vendor, url)) }
      },
    )
  }
}

/** The address leads into the namespace by its host, where that is how the client came, else by its path. */
function addressOf(namespace: string, origin: string): string {
  const [host = ''] = origin.replace(/^https?:\/\//, '').split(/[:/]/)
  return host.toLowerCase() === `${namespace}.localhost` ? origin : origin + namespacePath(namespace)
}
