import { type AST, RegExpParser, visitRegExpAST } from '@eslint-community/regexpp'
import type { PatternLiteral } from './pattern-literals.ts'

/** What parsers of all kinds stop at, and beginnings of what they look for. */
const SIGNS = [
  ...' \t;:,=?&/\\"\'%.-+*<{[(\0',
  'a',
  '\r\n',
  '\n',
  '": "',
  '","',
  '\\"',
  '\\u0061',
  '%41',
  'é',
  'http://x?a',
  'http://a@',
  '?a=&',
  '; a="',
  'a="\\',
  '\r\n--',
  '--x\r\n',
]

/** Words of patterns, and each without its end: what a search takes up again and again, and drops. */
export function worstTokens(literals: readonly PatternLiteral[]): readonly string[] {
  const words = new Set(literals.flatMap(wordsOf).filter(word => word.length > 1))
  return [...new Set([...SIGNS, ...words, ...[...words].map(word => word.slice(0, -1))])]
}

/** The runs of plain characters in a pattern. */
function wordsOf({ source, flags }: PatternLiteral): readonly string[] {
  const words: string[] = []
  const pattern = new RegExpParser().parsePattern(source, 0, source.length, { unicode: flags.includes('u') })
  visitRegExpAST(pattern, {
    onAlternativeEnter({ elements }) {
      let word = ''
      for (const element of elements) {
        if (isCharacter(element)) word += String.fromCodePoint(element.value)
        else {
          words.push(word)
          word = ''
        }
      }
      words.push(word)
    },
  })
  return words
}

function isCharacter(element: AST.Element): element is AST.Character {
  return element.type === 'Character'
}
