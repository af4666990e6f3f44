import { existsSync, readFileSync } from 'node:fs'
import { type Document, isMap, LineCounter, type Node, parseDocument, visit } from 'yaml'
import type { z } from 'zod'

/** What is wrong with the configuration, a line each, for people. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[]

  constructor(mistakes: readonly string[], options?: ErrorOptions) {
    super(mistakes.join('\n'), options)
    this.name = 'ConfigError'
    this.mistakes = mistakes
  }
}

/** One wrong value, and the path of keys to it. */
export interface Mistake {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The mistakes that a schema found, each unknown key one of its own. */
export function mistakesOf(error: z.ZodError): readonly Mistake[] {
  return error.issues.flatMap((issue): readonly Mistake[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map(key => ({ path: [...issue.path, key], message: 'is no known key' }))
    if (issue.code === 'invalid_union' && issue.errors[0]?.[0] !== undefined) {
      const [first] = issue.errors[0]
      return [{ path: [...issue.path, ...first.path], message: first.message }]
    }
    return [{ path: issue.path, message: issue.message }]
  })
}

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

/** Reads a file that the configuration names. Throws `ConfigError` where it can't be read. */
export function readConfiguredFile(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigError([`can't read ${path}: ${reason}`], { cause: error })
  }
}

/** The first of the files that is there. */
export function firstPresent(files: readonly string[]): string | undefined {
  return files.find(file => existsSync(file))
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
