import { type Ruled, ruled } from '../../core/evidence.ts'
import type { Problem } from '../../core/problem.ts'
import { sources } from './sources.ts'

/** What Zoom says. `{…}` stands for a value of the request. */
export const texts = {
  badJson: ruled('Request Body should be a valid JSON object.', 'documented', sources.errors),
  validation: ruled('Validation Failed.', 'documented', sources.errors),
  invalidField: ruled('Invalid field.', 'documented', sources.errors),
  invalidFileIds: ruled('Invalid parameter: file_ids.', 'documented', sources.users),
  noAccount: ruled('Account does not exist: {id}', 'documented', sources.accounts),
  noGroup: ruled('A group with this {id} does not exist.', 'documented', sources.accounts),
  noUser: ruled('User does not exist: {id}.', 'documented', sources.users),
  foreignUser: ruled('User does not belong to this account.', 'documented', sources.errors),
  badToken: ruled('Invalid access token.', 'observed', sources.audit),
  expiredToken: ruled('Access token is expired.', 'observed', sources.audit),
  missingScopes: ruled('Invalid access token, does not contain scopes:[{scopes}]', 'observed', sources.audit),
  unknownPath: ruled('This API endpoint is not recognized.', 'observed', sources.audit),
  methodNotAllowed: ruled('Request method is not supported.', 'assumed', sources.nobody),
  unsupportedContentType: ruled('Content type is not supported.', 'assumed', sources.nobody),
  perSecond: ruled(
    'You have reached the maximum per-second rate limit for this API. Try again later.',
    'documented',
    sources.rateLimits,
  ),
  daily: ruled(
    'You have reached the maximum daily rate limit for this API. Refer to the response header for details on when ' +
      'you can make another request.',
    'documented',
    sources.rateLimits,
  ),
  concurrent: ruled('Too many concurrent requests.', 'documented', sources.rateLimits),
  featureOff: ruled('Virtual background is disabled for this account.', 'assumed', sources.nobody),
  invalidClient: ruled('Invalid client_id or client_secret', 'observed', sources.backend),
  invalidGrant: ruled('Invalid Token!', 'observed', sources.backend),
  unsupportedGrant: ruled('unsupported grant type', 'assumed', sources.nobody),
  timeout: ruled('Request timeout.', 'assumed', sources.nobody),
  internal: ruled('Internal server error.', 'assumed', sources.nobody),
  unavailable: ruled('Service is temporarily unavailable.', 'assumed', sources.nobody),
} as const

/** The `code` of an error's envelope. */
export const codes = {
  partAbsent: ruled(-1, 'observed', sources.zoomNet),
  upload: ruled(120, 'documented', sources.collection),
  badToken: ruled(124, 'observed', sources.audit),
  noPermission: ruled(200, 'documented', sources.errors),
  invalid: ruled(300, 'documented', sources.errors),
  noUser: ruled(1001, 'documented', sources.users),
  foreignUser: ruled(1010, 'documented', sources.errors),
  noAccount: ruled(2001, 'documented', sources.collection),
  unknownPath: ruled(2300, 'observed', sources.audit),
  noGroup: ruled(4130, 'documented', sources.accounts),
  rateLimited: ruled(429, 'documented', sources.rateLimits),
} as const

/** A text with the code that goes with it. */
export interface Said {
  readonly code: Ruled<number>
  readonly text: Ruled<string>
}

/** What Zoom says of one upload that it refuses, all with status 400. `{part}` stands for the part's name. */
export interface UploadTexts {
  /** By what is wrong with the part that must be the file. */
  readonly missing: { readonly [reason in Extract<Problem, { kind: 'missing-part' }>['reason']]: Said }
  readonly notMultipart: Said
  readonly malformedForm: Said
  readonly tooLarge: Said
  readonly wrongType: Said
  readonly quota: { readonly [unit in Extract<Problem, { kind: 'quota-exceeded' }>['unit']]: Said }
}
