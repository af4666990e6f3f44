import type { Finding, JournalPart } from '../../core/journal.ts'
import { SECRET, shownName, withoutSecretPhrases } from './redact.ts'
import { isSecretName } from './secret-names.ts'

/** A part as the journal may show it. Of one with the name of a secret, whoever made it a file, no more than where it lies. */
export function withoutSecretPart(part: JournalPart, own: readonly string[]): JournalPart {
  const { name, filename, declaredType } = part
  const isSecret = isSecretName(name, own)
  const shown = (text: string | null) =>
    text === null ? null : isSecret ? SECRET : withoutSecretPhrases(text, own)
  return { ...part, name: shownName(name, own), filename: shown(filename), declaredType: shown(declaredType) }
}

/** A finding of which no text tells a secret that a client sent. */
export function withoutSecretFinding(finding: Finding, own: readonly string[]): Finding {
  const shown = (text: string | null) => (text === null ? null : withoutSecretPhrases(text, own))
  return {
    ...finding,
    part: finding.part === null ? null : shownName(finding.part, own),
    expected: shown(finding.expected),
    found: shown(finding.found),
    message: withoutSecretPhrases(finding.message, own),
  }
}
