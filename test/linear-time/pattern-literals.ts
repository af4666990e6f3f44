import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseAst } from 'vitest/node'

/** A regular expression as it stands in a source file. */
export interface PatternLiteral {
  readonly file: string
  readonly source: string
  readonly flags: string
}

/** What of patterns stands in a folder's TypeScript: each literal, and the files that make patterns of texts. */
export function patternsBelow(folder: string): {
  readonly literals: readonly PatternLiteral[]
  readonly made: readonly string[]
} {
  const literals: PatternLiteral[] = []
  const made: string[] = []
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  )
  for (const file of files.sort())
    for (const node of nodesOf(parseAst(readFileSync(join(folder, file), 'utf8'), { lang: 'ts' }))) {
      const { type, regex, callee } = node as SyntaxNode
      if (type === 'Literal' && regex !== undefined)
        literals.push({ file, source: regex.pattern, flags: regex.flags })
      if ((type === 'NewExpression' || type === 'CallExpression') && callee?.name === 'RegExp')
        made.push(file)
    }
  return { literals, made }
}

/** What is looked at of a node of ESTree. */
interface SyntaxNode {
  readonly type?: string
  readonly regex?: { readonly pattern: string; readonly flags: string }
  readonly callee?: { readonly name?: string }
}

function* nodesOf(value: unknown): Iterable<object> {
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return
  yield value
  for (const child of Object.values(value)) yield* nodesOf(child)
}
