import { type Ruled, ruled } from '../../core/evidence.ts'
import type { Problem } from '../../core/problem.ts'
import { sources } from './sources.ts'

const malformed = 'The request could not be understood by the server due to malformed syntax.'

/** What Webex says, word for word where a page or a recorded reply shows it. */
export const texts = {
  badRequest: ruled(`${malformed} See 'errors' for more details.`, 'documented', sources.meetingSpec),
  unauthenticated: ruled(
    'The request requires a valid access token set in the Authorization request header.',
    'observed',
    sources.client,
  ),
  forbidden: ruled(
    'The server understood the request, but refused to fulfill it because the access token is missing required ' +
      'scopes or the user is missing required roles or licenses.',
    'documented',
    sources.meetingSpec,
  ),
  notFound: ruled('The requested resource could not be found.', 'observed', sources.client),
  methodNotAllowed: ruled(
    'The request was made to a resource using an HTTP request method that is not supported.',
    'documented',
    sources.upload,
  ),
  unsupportedContentType: ruled(
    'The request was made to a resource without specifying a media type or used a media type that is not supported.',
    'documented',
    sources.upload,
  ),
  rateLimited: ruled(
    'Too many requests have been sent in a given amount of time and the request has been rate limited.',
    'documented',
    sources.upload,
  ),
  timeout: ruled('The server timed out waiting for the request.', 'assumed', sources.nobody),
  internal: ruled('Something went wrong on the server.', 'documented', sources.upload),
  unavailable: ruled('Server is overloaded with requests. Try again later.', 'documented', sources.upload),
  jobRunning: ruled(
    'A device settings job is already running in this organization.',
    'assumed',
    sources.nobody,
  ),
} as const

/** What Webex says of one upload that it refuses. */
export interface UploadTexts {
  /** The part that must be the file is not there, or is none. */
  readonly noFile: Ruled<string>
  readonly tooLarge: Ruled<string>
  readonly wrongType: Ruled<string>
  readonly quota: { readonly [unit in Extract<Problem, { kind: 'quota-exceeded' }>['unit']]: Ruled<string> }
  readonly duplicate: Ruled<string>
}

/**
 * The number that tells a telephony error. Those from 99001 on are ours, so that a test can tell what happened: no
 * page has any for these refusals, and the real ones may be others.
 */
export const errorCodes = {
  tooLarge: ruled(99001, 'assumed', sources.nobody),
  wrongType: ruled(99002, 'assumed', sources.nobody),
  quota: ruled(99003, 'assumed', sources.nobody),
  duplicate: ruled(99004, 'assumed', sources.nobody),
  noFile: ruled(99005, 'assumed', sources.nobody),
  invalid: ruled(99006, 'assumed', sources.nobody),
} as const
