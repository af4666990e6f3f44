import { type Document, isMap, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type * as z from 'zod'
import { ConfigError, mistakesOf, readConfiguredFile } from './config-file.ts'

/** Reads a YAML or JSON file that fits the schema. Throws `ConfigError` that names the line of every mistake. */
export function readConfigFile(path: string, schema: z.ZodType): object {
  const lines = new LineCounter()
  const text = readConfiguredFile(path).toString('utf8')
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const at = (offset: number) => `${path}:${lines.linePos(offset).line}`
  const broken = [
    ...document.errors.map(error => ({ offset: error.pos[0], message: error.message })),
    ...unresolvedAliases(document),
  ]
  if (broken.length > 0)
    throw new ConfigError(broken.map(({ offset, message }) => `${at(offset)}: ${message}`))
  const values = valuesOf(document, path)
  const parsed = schema.safeParse(values)
  if (parsed.success) return values as object // the schema is an object's
  throw new ConfigError(
    mistakesOf(parsed.error).map(
      ({ path, message }) =>
        `${at(offsetOf(document, path))}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}`,
    ),
  )
}

function unresolvedAliases(document: Document) {
  const found: { readonly offset: number; readonly message: string }[] = []
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) === undefined)
        found.push({
          offset: startOf(alias) ?? 0,
          message: `no anchor &${alias.source} stands before this alias`,
        })
    },
  })
  return found
}

/** Throws `ConfigError` for aliases of aliases that make too many values. */
function valuesOf(document: Document, path: string): unknown {
  try {
    return document.toJS() ?? {}
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError([`${path}: ${reason}`], { cause: error })
  }
}

/** Where the key that a path names stands in the text; the nearest one above it where it is absent. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let offset = 0
  for (let depth = 1; depth <= path.length; depth++) {
    const parent = document.getIn(path.slice(0, depth - 1), true)
    const segment = path[depth - 1]
    const node = isMap(parent)
      ? parent.items.find(({ key }) => String(key) === String(segment))?.key
      : document.getIn(path.slice(0, depth), true)
    offset = startOf(node) ?? offset
  }
  return offset
}

function startOf(node: unknown): number | undefined {
  return (node as Partial<Node> | null | undefined)?.range?.[0] // every node that was parsed has one
}
