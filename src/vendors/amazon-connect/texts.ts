import { type Ruled, ruled } from '../../core/evidence.ts'
import { sources } from './sources.ts'

/** What the service says: AWS's usual texts, since none are documented for it. */
export const texts = {
  missingToken: ruled('Missing Authentication Token', 'assumed', sources.common),
  incompleteSignature: ruled(
    'The request signature does not conform to AWS standards. {what}',
    'documented',
    sources.common,
  ),
  badSignature: ruled('{what}', 'assumed', sources.nobody),
  mismatch: ruled(
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access ' +
      'Key and signing method. Consult the service documentation for details.',
    'assumed',
    sources.nobody,
  ),
  signedTooLongAgo: ruled(
    'Signature expired: {signed} is now earlier than {bound} ({now} - {life})',
    'assumed',
    sources.nobody,
  ),
  signedInTheFuture: ruled(
    'Signature not yet current: {signed} is still later than {bound} ({now} + 15 min.)',
    'assumed',
    sources.nobody,
  ),
  wrongService: ruled(
    "Credential should be scoped to correct service: 'connect'.",
    'assumed',
    sources.nobody,
  ),
  hostUnsigned: ruled(
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    'assumed',
    sources.nobody,
  ),
  wrongDay: ruled(
    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope}' != '{day}', " +
      "from '{signed}'.",
    'assumed',
    sources.nobody,
  ),
  unknownClient: ruled(
    'The security token included in the request is invalid.',
    'documented',
    sources.common,
  ),
  expiredToken: ruled('The security token included in the request is expired', 'documented', sources.common),
  accessDenied: ruled(
    'You do not have sufficient access to perform this action.',
    'documented',
    sources.common,
  ),
  unknownOperation: ruled('The action or operation requested is not valid.', 'documented', sources.common),
  notFound: ruled('The specified resource was not found.', 'documented', sources.import),
  duplicate: ruled('A resource with the specified name already exists.', 'documented', sources.create),
  unreadable: ruled('The request is not valid.', 'documented', sources.import),
  tooLarge: ruled('The request entity is too large.', 'documented', sources.common),
  throttled: ruled('The throttling limit has been exceeded.', 'documented', sources.import),
  timeout: ruled('The request timed out.', 'documented', sources.common),
  internal: ruled(
    'Request processing failed because of an error or failure with the service.',
    'documented',
    sources.import,
  ),
  unavailable: ruled(
    'The request failed due to a temporary failure of the server.',
    'documented',
    sources.common,
  ),
  quota: ruled('The service quota has been exceeded.', 'documented', sources.create),
  invalid: ruled(
    'One or more of the specified parameters are not valid. {what}',
    'documented',
    sources.import,
  ),
} as const

/** A refusal in the service's words: its status, the exception's name, the text. `{what}` stands for what is wrong. */
export interface Exception {
  readonly status: number
  readonly name: string
  readonly text: Ruled<string>
}

/** What the service says of one upload that it refuses. */
export interface UploadTexts {
  /** The file, or a value beside it, breaks a rule. */
  readonly invalid: Exception
  readonly quota: Exception
}
