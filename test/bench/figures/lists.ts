import { formOf } from '../bodies.ts'
import { headOf, openConnection } from '../connection.ts'
import type { Part } from './figure.ts'
import { expectGood, timedGets } from './tiny.ts'

const IMAGES = 100
const LISTS = 200
const LIST = '/v1/telephony/config/devices/backgroundImages'

/** A vendor's own list, as long as it gets: Webex Calling's of an org. */
export const vendorListPart: Part = {
  name: 'list of 100 images',
  measure: servers =>
    servers.with({}, async server => {
      const connection = await openConnection(server.port)
      for (let n = 0; n < IMAGES; n++) {
        const { type, bytes } = formOf(100, { fileName: `Logo${n}` })
        const path = '/v1/telephony/config/devices/phone-1/actions/backgroundImageUpload/invoke'
        const headers = { authorization: 'Bearer test', 'content-type': type, 'content-length': bytes.length }
        expectGood(await connection.exchange(headOf('POST', path, headers), bytes))
      }
      const listed = await connection.exchange(headOf('GET', LIST, { authorization: 'Bearer test' }))
      connection.close()
      const { backgroundImages } = JSON.parse(expectGood(listed)) as { backgroundImages: readonly unknown[] }
      if (backgroundImages.length !== IMAGES) throw new Error(`${backgroundImages.length} images are listed`)
      const samples = await timedGets(server, LIST, LISTS)
      return [{ name: 'list of 100 images', unit: 'ms', samples, target: { atMost: 3 } }]
    }),
}
