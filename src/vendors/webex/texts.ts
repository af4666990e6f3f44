import { ruled } from '../../core/evidence.ts'
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
  notDeleted: ruled('The image could not be deleted.', 'documented', sources.spec),
  tooLarge: ruled('The image file exceeds the maximum size of 625 KB.', 'assumed', sources.nobody),
  wrongType: ruled('The image file must be a whole .jpeg or .png file.', 'assumed', sources.nobody),
  quota: ruled(
    'The organization already has the maximum number of background images.',
    'assumed',
    sources.nobody,
  ),
  duplicate: ruled('A background image with this file name already exists.', 'assumed', sources.nobody),
  jobRunning: ruled(
    'A device settings job is already running in this organization.',
    'assumed',
    sources.nobody,
  ),
  noFile: ruled('The file part is missing or empty.', 'assumed', sources.nobody),
} as const

/**
 * The number that tells a telephony error. Only 4305 is documented for background images; those from 99001 on are
 * ours, so that a test can tell what happened, and a real one may have others.
 */
export const errorCodes = {
  notDeleted: ruled(4305, 'documented', sources.spec),
  tooLarge: ruled(99001, 'assumed', sources.nobody),
  wrongType: ruled(99002, 'assumed', sources.nobody),
  quota: ruled(99003, 'assumed', sources.nobody),
  duplicate: ruled(99004, 'assumed', sources.nobody),
  noFile: ruled(99005, 'assumed', sources.nobody),
  invalid: ruled(99006, 'assumed', sources.nobody),
} as const
