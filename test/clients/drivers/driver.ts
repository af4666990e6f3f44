import type { OperationExample } from '../../../src/http/vendor-kit/examples.ts'
import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'

/** A real client, made to send a vendor's examples in its own way. */
export interface Driver {
  /** As README's matrix calls it. */
  readonly name: string
  /** The operations of a vendor that the client carried out with the outcome that the example names. */
  run(url: string, vendor: Vendor): Promise<readonly string[]>
}

/** An example with its captured values filled in. */
export interface Prepared {
  readonly example: OperationExample
  readonly url: string
  readonly headers: { readonly [name: string]: string }
}

/** What a client got. */
export interface Outcome {
  readonly status: number
  readonly text: string
}
