import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'
import { exampleHeaders } from '../../helpers/example.ts'
import type { Driver, Outcome, Prepared } from './driver.ts'

/** A driver for a client that sends one request at a time. */
export function sendingDriver(name: string, send: (request: Prepared) => Promise<Outcome>): Driver {
  return {
    name,
    async run(server: string, vendor: Vendor) {
      const captured = new Map<string, string>()
      const proved: string[] = []
      for (const example of vendor.examples) {
        const path = example.path.replace(/\{\{(\w+)\}\}/g, (_, key: string) => captured.get(key) ?? '')
        const url = path.startsWith('/') ? server + path : path
        const { status, text } = await send({ example, url, headers: exampleHeaders(vendor, example) })
        if (status !== example.status)
          throw new Error(`${name}: ${example.operation} by ${example.method} got ${status}: ${text}`)
        proved.push(example.operation)
        for (const [key, keys] of Object.entries(example.capture ?? {}))
          captured.set(key, valueAt(text, keys))
      }
      return [...new Set(proved)]
    },
  }
}

function valueAt(text: string, keys: readonly string[]): string {
  let at: unknown = JSON.parse(text)
  for (const key of keys) at = (at as { readonly [key: string]: unknown })[key]
  return String(at)
}
