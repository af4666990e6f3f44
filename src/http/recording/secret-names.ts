/** Names of which the values are secrets, and who gives them. Written in lower case, without what stands between words. */
interface NameRule {
  readonly names: readonly string[]
  readonly source: string
}

/** Secret wherever they stand in a longer name: `X-Amz-Security-Token`, `new_password_2`. */
const WITHIN: readonly NameRule[] = [
  {
    names: ['password', 'passwd', 'passphrase', 'passcode', 'passkey', 'secret', 'token', 'signature'],
    source: 'usual spellings',
  },
  {
    names: ['apikey', 'privatekey', 'secretkey', 'accountkey', 'sharedkey', 'signingkey', 'subscriptionkey'],
    source: 'usual spellings of keys that are kept',
  },
  {
    names: ['assertion', 'codeverifier'],
    source: 'https://www.rfc-editor.org/rfc/rfc7521#section-4.2, RFC 7636',
  },
  {
    names: ['authorization', 'cookie'],
    source: 'https://www.rfc-editor.org/rfc/rfc9110#section-11.6, RFC 6265',
  },
  {
    names: ['amzcredential', 'googcredential'],
    source:
      'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html, and Google’s alike',
  },
]

/** Secret where they are a word of a name: `bindPw`, `x-sig`, `phone_security_pwd`. */
const WORDS: readonly NameRule[] = [
  {
    names: ['pass', 'pw', 'pwd', 'pin', 'otp', 'totp', 'hmac', 'jwt', 'sig', 'auth'],
    source: 'usual spellings',
  },
]

/** Secret where they are the whole name. */
const WHOLE: readonly NameRule[] = [
  {
    names: ['code', 'devicecode', 'usercode', 'authcode', 'samlresponse'],
    source: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3, RFC 8628',
  },
  { names: ['key', 'sid', 'sessionid', 'jsessionid', 'phpsessid', 'ticket'], source: 'usual spellings' },
  { names: ['se'], source: 'https://learn.microsoft.com/rest/api/storageservices/create-service-sas' },
]

/** Where a list goes on: no secret, though it is called a token. */
const PUBLIC = new Set(['nextpagetoken', 'nexttoken'])

const within = namesOf(WITHIN)
const words = new Set(namesOf(WORDS))
const whole = new Set(namesOf(WHOLE))

/** No name is longer. */
const MAX_NAME = 256
const UNICODE_ESCAPE = /\\u([0-9a-f]{4})/gi
const PERCENT_ESCAPE = /%([0-7][0-9a-f])/gi
const WORD_BEGINS = /([a-z0-9])([A-Z])/g
const BETWEEN_WORDS = /[^a-z0-9]+/

/**
 * Whether what is called so is a secret: a header, a parameter, a field, a member, in whatever case, with whatever stands
 * between its words, escaped or not. `own` are names that the request's vendor gives to secrets beside the usual ones.
 */
export function isSecretName(name: string, own: readonly string[] = []): boolean {
  if (name.length > MAX_NAME) return false
  const parts = wordsOf(name)
  const text = parts.join('')
  if (PUBLIC.has(text)) return false
  return (
    whole.has(text) ||
    parts.some(word => words.has(word)) ||
    within.some(part => text.includes(part)) ||
    own.some(one => one.toLowerCase() === text)
  )
}

function wordsOf(name: string): readonly string[] {
  const character = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))
  return name
    .replace(UNICODE_ESCAPE, character)
    .replace(PERCENT_ESCAPE, character)
    .replace(WORD_BEGINS, '$1 $2')
    .toLowerCase()
    .split(BETWEEN_WORDS)
    .filter(word => word !== '')
}

function namesOf(rules: readonly NameRule[]): readonly string[] {
  return rules.flatMap(({ names }) => names)
}
