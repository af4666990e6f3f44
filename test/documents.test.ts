import { readFileSync, writeFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { describe, expect, it } from 'vitest'
import type { OperationExample } from '../src/http/vendor-kit/examples.ts'
import { vendors } from '../src/vendors/index.ts'
import { exampleHeaders, sendExample } from './helpers/example.ts'
import { startTestServer } from './helpers/server.ts'

/** The address in the committed documents. */
const ORIGIN = 'http://127.0.0.1:4600'

const documents = [
  ...vendors.map(({ name }) => ({ file: `${name}.json`, path: `/_mock/openapi/${name}.json` })),
  { file: 'control.json', path: '/_mock/openapi.json' },
  { file: 'postman.json', path: '/_mock/postman.json' },
]

async function served(path: string): Promise<string> {
  const { url } = await startTestServer()
  const response = await fetch(url + path)
  return `${JSON.stringify(await response.json(), null, 2)}\n`.replaceAll(url, ORIGIN)
}

describe('the documents', () => {
  it.each(documents)('openapi/$file is what the server serves', async ({ file, path }) => {
    const committed = new URL(`../openapi/${file}`, import.meta.url)
    const text = await served(path)
    if (process.env.UPLOADMOCK_GENERATE === 'write') writeFileSync(committed, text)
    else expect(readFileSync(committed, 'utf8'), 'stale: run npm run generate').toBe(text)
  })

  it.each(documents.filter(({ file }) => file !== 'postman.json'))(
    'openapi/$file has nothing that a linter calls an error',
    async ({ file }) => {
      const source = readFileSync(new URL(`../openapi/${file}`, import.meta.url), 'utf8')
      const config = await createConfig({
        extends: ['minimal'],
        rules: { 'operation-operationId-unique': 'error' },
      })
      const problems = await lintFromString({ source, absoluteRef: file, config })
      expect(
        problems.filter(problem => problem.severity === 'error').map(problem => problem.message),
      ).toEqual([])
    },
  )

  it('name every operation once for each of its methods', async () => {
    for (const { name, examples } of vendors) {
      const { paths } = JSON.parse(await served(`/_mock/openapi/${name}.json`)) as {
        paths: { [path: string]: { [method: string]: { summary: string } } }
      }
      const described = Object.values(paths).flatMap(methods =>
        Object.entries(methods).map(([method, { summary }]) => `${summary} ${method.toUpperCase()}`),
      )
      const exampled = examples.map(example => `${example.operation} ${example.method}`)
      expect(new Set(exampled)).toEqual(new Set(described))
    }
  })

  it('are refused for a vendor that is none', async () => {
    const { url } = await startTestServer()
    expect((await fetch(`${url}/_mock/openapi/skype.json`)).status).toBe(404)
  })
})

describe.each(vendors.map(vendor => [vendor.name, vendor] as const))('the examples of %s', (_, vendor) => {
  it('work one after the other, with strict credentials asked for', async () => {
    const { url } = await startTestServer({ auth: 'presence' })
    const captured = new Map<string, string>()
    const outcomes: { example: OperationExample; status: number }[] = []
    for (const example of vendor.examples) {
      const status = await sendExample(url, example, exampleHeaders(vendor, example), captured)
      outcomes.push({ example, status })
    }
    expect(outcomes.map(({ example, status }) => [example.operation, status])).toEqual(
      vendor.examples.map(example => [example.operation, example.status]),
    )
  })
})

it('says of a state that comes in that it is answered with 204, as the server does', async () => {
  const { url } = await startTestServer()
  const document = (await (await fetch(`${url}/_mock/openapi.json`)).json()) as {
    paths: { '/_mock/state': { put: { responses: { [status: string]: object } } } }
  }
  const { responses } = document.paths['/_mock/state'].put
  expect(Object.keys(responses).filter(status => status < '300')).toEqual(['204'])
  expect(responses['204']).toEqual({ description: 'Success' })
})
