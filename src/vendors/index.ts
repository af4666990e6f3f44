import type { Vendor } from '../http/vendor-kit/vendor.ts'
import { amazonConnect } from './amazon-connect/index.ts'
import { cloudSoftphone } from './cloud-softphone/index.ts'
import { webex } from './webex/index.ts'
import { zoom } from './zoom/index.ts'

/** Every vendor that the server stands in for. A new one is a folder and a line here. */
export const vendors = [webex, zoom, cloudSoftphone, amazonConnect] as const satisfies readonly Vendor[]

/** The name of a vendor that the server stands in for. */
export type VendorName = (typeof vendors)[number]['name']

declare module '../core/vendor-name.ts' {
  interface VendorList {
    readonly names: VendorName
  }
}
