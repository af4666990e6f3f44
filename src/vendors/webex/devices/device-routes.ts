import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { addRoutes } from '../../../http/vendor-kit/operations.ts'
import { BASE_PATH } from '../paths.ts'
import { orgQuery } from '../schemas.ts'
import { orgOf, type Webex } from '../webex.ts'
import { paths } from './paths.ts'
import * as schemas from './schemas.ts'

/** Webex's operations on phones. */
export function deviceRoutes(webex: Webex): FastifyPluginAsyncZod {
  return app => addRoutes(app, listRoute(webex), deviceRoute(webex))
}

function listRoute(webex: Webex): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      BASE_PATH + paths.devices,
      {
        config: { operation: 'listDevices' },
        schema: { querystring: schemas.devicesQuery, response: { 200: schemas.devicesReply } },
      },
      async request => {
        const { type, product } = request.query
        const org = orgOf(request, webex)
        const known = await request.rows.list(org, 'device-settings')
        const items = webex.orgs.devices(org.id, known)
        const fits = (asked: string | undefined, value: string) => asked === undefined || asked === value
        return { items: items.filter(device => fits(type, device.type) && fits(product, device.product)) }
      },
    )
  }
}

function deviceRoute(webex: Webex): FastifyPluginAsyncZod {
  return async app => {
    app.get(
      BASE_PATH + paths.device,
      {
        config: { operation: 'getDevice' },
        schema: { params: schemas.deviceParams, querystring: orgQuery, response: { 200: schemas.device } },
      },
      async request => webex.orgs.device(orgOf(request, webex).id, request.params.deviceId),
    )
  }
}
