import type { Finding, JournalPart } from '../../core/journal.ts'
import { ownText } from '../../core/text.ts'
import { cutText } from './cut-text.ts'
import { withoutSecretPhrases } from './redact.ts'

/** How many characters an entry keeps of a name that the client chose, of a sentence and of a paragraph for people. */
const MAX_NAME = 1_024
const MAX_SENTENCE = 2_048
const MAX_PARAGRAPH = 32_768
/** Of a longer text no more is looked through for secrets than what is kept. */
const MAX_SEARCHED = 65_536

/** The name of an owner or a user without secrets, cut where it is long. `own` are the vendor's names of secrets. */
export function keptName(name: string, own: readonly string[]): string {
  return name.length > MAX_SEARCHED
    ? withoutSecretPhrases(cutText(name, MAX_NAME), own)
    : cutText(withoutSecretPhrases(name, own), MAX_NAME)
}

/** A part as an entry keeps it. */
export function keptPart(part: JournalPart): JournalPart {
  const { name, filename, declaredType } = part
  return {
    ...part,
    name: cutText(name, MAX_NAME),
    filename: filename === null ? null : cutText(filename, MAX_NAME),
    declaredType: declaredType === null ? null : cutText(declaredType, MAX_NAME),
  }
}

/** A finding as an entry keeps it: it may quote what the client sent. */
export function keptFinding(finding: Finding): Finding {
  const { part, expected, found, message } = finding
  return {
    ...finding,
    part: part === null ? null : cutText(part, MAX_NAME),
    expected: expected === null ? null : beginningOf(expected, MAX_SENTENCE),
    found: found === null ? null : beginningOf(found, MAX_SENTENCE),
    message: beginningOf(message, MAX_SENTENCE),
  }
}

/** A paragraph of an explanation as an entry keeps it. */
export function keptParagraph(text: string): string {
  return beginningOf(text, MAX_PARAGRAPH)
}

function beginningOf(text: string, max: number): string {
  return text.length <= max ? text : ownText(`${text.slice(0, max)}…`)
}
