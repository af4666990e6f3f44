import { fileURLToPath } from 'node:url'
import newman, { type NewmanRunOptions } from 'newman'
import type { Driver } from './driver.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Postman's own runner with the committed collection. */
export const newmanCollection: Driver = {
  name: 'newman',
  run: (url, vendor) => runFolder(`${ROOT}openapi/postman.json`, vendor.title, url),
}

/**
 * Runs one folder of a collection against a server, from the root of the repository; answers the operations that it
 * carried out. Rejects with what its requests and tests found wrong.
 */
export function runFolder(
  collection: NewmanRunOptions['collection'],
  folder: string,
  url: string,
): Promise<readonly string[]> {
  const environment = { values: [{ key: 'baseUrl', value: url }] }
  return new Promise((resolve, reject) => {
    newman.run(
      { collection, folder: [folder], envVar: [], globalVar: [], workingDir: ROOT, environment },
      (error, summary) => {
        if (error !== null) return reject(error)
        const failures = summary.run.failures.map(({ source, error }) => `${source?.name}: ${error.message}`)
        if (failures.length > 0) return reject(new Error(failures.join('\n')))
        const names = summary.run.executions.map(({ item }) => item.name.split(' ')[0] ?? '')
        resolve([...new Set(names)])
      },
    )
  })
}
