import type { Vendor } from '../../../src/http/vendor-kit/vendor.ts'

const SERVER = 'http://127.0.0.1:4600'

/** README's lines that upload a file of this repository to each vendor. */
export function uploadLines(vendors: readonly Vendor[]): string {
  const blocks = vendors.map(vendor => {
    const line = vendor.curl(SERVER + vendor.basePath, 'fixtures/media/')
    return `${vendor.title}, ${vendor.uploads}:\n\n\`\`\`sh\n${line}\n\`\`\``
  })
  return blocks.join('\n\n')
}
