import { ApiError } from '../../core/problem.ts'
import { KiB } from '../../core/units.ts'
import { type FieldPart, MAX_FIELD_BYTES } from './multipart-parser.ts'

/** The text fields of a form. */
export type FormFields = { readonly [name: string]: string }

/** All text fields of one form together, in characters. */
const MAX_FIELDS_CHARS = 256 * KiB

/** Gathers the text fields of one form; the last counts of those with the same name. */
export class TextFields {
  readonly #values = new Map<string, string>()
  #chars = 0

  get values(): FormFields {
    return Object.fromEntries(this.#values)
  }

  /** Throws `too-large` for a field that was cut, and when all together are too much text. */
  add(field: FieldPart): void {
    const { fieldname: part, value } = field
    if (field.valueTruncated || field.fieldnameTruncated)
      throw new ApiError({ kind: 'too-large', part, limit: MAX_FIELD_BYTES })
    this.#chars += value.length
    if (this.#chars > MAX_FIELDS_CHARS)
      throw new ApiError({ kind: 'too-large', part, limit: MAX_FIELDS_CHARS })
    this.#values.set(part, value)
  }
}
