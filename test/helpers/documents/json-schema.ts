import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'

const FOLDER = new URL('../../../fixtures/schemas/', import.meta.url)

/** An extract of a vendor's published schema. */
export interface PublishedSchema {
  readonly vendor: string
  /** The operation; `error` for the vendor's refusals. */
  readonly name: string
  /** Where it is published. */
  readonly source: string
  /** What does not fit, one line for each place; empty when all does. */
  misfits(value: unknown): readonly string[]
}

/** Every schema of `fixtures/schemas`. Throws for one that is no schema. */
export function loadSchemas(): readonly PublishedSchema[] {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false })
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.json'))
    .sort()
    .map(file => {
      const schema = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'))
      const fits = ajv.compile(schema)
      const [vendor = '', name = ''] = file.replace(/\.json$/, '').split('/')
      const misfits = (value: unknown) =>
        fits(value)
          ? []
          : (fits.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`)
      return { vendor, name, source: String(schema.$comment), misfits }
    })
}
