import { type Ruled, ruled } from '../../core/evidence.ts'
import { sources } from './sources.ts'

/** What the server says, which the app shows to its user. Only the text of 402 is the documentation's own. */
export const texts = {
  noCredit: ruled('Not enough credit', 'documented', sources.upload),
  unauthenticated: ruled('Wrong user name or password', 'assumed', sources.nobody),
  forbidden: ruled('Not allowed', 'assumed', sources.nobody),
  notFound: ruled('Not found', 'assumed', sources.nobody),
  methodNotAllowed: ruled('Method not allowed', 'assumed', sources.nobody),
  contentType: ruled('The request must be {expected}', 'assumed', sources.upload),
  malformed: ruled('The request could not be read', 'assumed', sources.nobody),
  invalid: ruled('The request has an invalid value: {what}', 'assumed', sources.nobody),
  rateLimited: ruled('Too many requests', 'assumed', sources.nobody),
  timeout: ruled('The request took too long', 'assumed', sources.nobody),
  full: ruled('No space is left for media', 'assumed', sources.nobody),
  unavailable: ruled('The service is unavailable', 'assumed', sources.nobody),
  internal: ruled('Internal error', 'assumed', sources.nobody),
} as const

/** What the server says of one upload that it refuses. `{limit}` stands for the limit in bytes. */
export interface UploadTexts {
  /** The part that must be the file is not there, or is none. */
  readonly noFile: Ruled<string>
  readonly tooLarge: Ruled<string>
  readonly wrongType: Ruled<string>
  readonly quota: Ruled<string>
  readonly conflict: Ruled<string>
}
