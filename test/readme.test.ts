import { execFile, spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { validateConfigFile } from '../src/config.ts'
import { vendors } from '../src/vendors/index.ts'
import { faultsTable } from './helpers/documents/faults-table.ts'
import { limitsTable } from './helpers/documents/limits-table.ts'
import { operationsTable } from './helpers/documents/operations-table.ts'
import { expectSection } from './helpers/documents/readme-section.ts'
import { uploadLines } from './helpers/documents/upload-lines.ts'
import { assetsOf, startTestServer } from './helpers/server.ts'
import { temporaryFolder } from './helpers/temporary.ts'

const run = promisify(execFile)
const README = new URL('../README.md', import.meta.url)

/** The code blocks of a language. */
function blocks(language: string): readonly string[] {
  const readme = readFileSync(README, 'utf8')
  return [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
    found => found[1] ?? '',
  )
}

describe('README', () => {
  it.each([
    ['limits', limitsTable(vendors)],
    ['faults', faultsTable()],
    ['operations', operationsTable(vendors)],
    ['uploads', uploadLines(vendors)],
  ])('has the %s that the data make', expectSection)

  it('shows a configuration that is valid', async () => {
    const path = `${temporaryFolder()}/uploadmock.yaml`
    writeFileSync(path, blocks('yaml')[0] ?? '')
    await expect(validateConfigFile(path, vendors)).resolves.toBeUndefined()
  })

  const curls = () => blocks('sh').filter(block => block.includes('curl '))

  it('has a curl line for each vendor, and one for what is stored', () => {
    expect(curls()).toHaveLength(vendors.length + 1)
  })

  // curl is not everywhere: `.ci/run` installs it.
  it.skipIf(spawnSync('curl', ['--version']).error !== undefined)(
    'has curl lines that upload to each vendor as they stand',
    async () => {
      const { url } = await startTestServer()
      for (const line of curls()) {
        const here = line
          .replaceAll('http://127.0.0.1:4600', url)
          .replace('curl ', 'curl -sS --fail-with-body ')
        await run('bash', ['-c', here], { cwd: new URL('..', import.meta.url) })
      }
      expect((await assetsOf(url)).map(asset => asset.vendor)).toEqual(vendors.map(vendor => vendor.name))
    },
  )
})
