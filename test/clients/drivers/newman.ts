import { fileURLToPath } from 'node:url'
import newman from 'newman'
import type { Driver } from './driver.ts'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))

/** Postman's own runner with the committed collection. */
export const newmanCollection: Driver = {
  name: 'newman',
  run: (url, vendor) =>
    new Promise((resolve, reject) => {
      newman.run(
        {
          collection: `${ROOT}openapi/postman.json`,
          folder: [vendor.title],
          envVar: [],
          globalVar: [],
          workingDir: ROOT,
          environment: { values: [{ key: 'baseUrl', value: url }] },
        },
        (error, summary) => {
          if (error !== null) return reject(error)
          const failures = summary.run.failures.map(
            ({ source, error }) => `${source?.name}: ${error.message}`,
          )
          if (failures.length > 0) return reject(new Error(failures.join('\n')))
          const names = summary.run.executions.map(({ item }) => item.name.split(' ')[0] ?? '')
          resolve([...new Set(names)])
        },
      )
    }),
}
