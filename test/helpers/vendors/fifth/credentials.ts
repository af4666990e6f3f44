import { headerOf } from '../../../../src/http/request/head.ts'
import type { Credentials } from '../../../../src/http/vendor-kit/credentials.ts'
import type { SecurityScheme } from '../../../../src/http/vendor-kit/security.ts'

const HEADER = 'x-api-key'

/** A key in a header of its own. */
export const apiKey: SecurityScheme = {
  openapi: { type: 'apiKey', in: 'header', name: HEADER },
  curl: `-H '${HEADER}: test'`,
  postman: {
    type: 'apikey',
    members: { key: HEADER, value: '{{fifthKey}}', in: 'header' },
    variables: { fifthKey: 'test' },
  },
}

/** Whoever shows a key is let in; every key is as good as another. */
export const credentials: Credentials<object> = {
  fromHead: head => {
    const id = headerOf(head, HEADER)
    return id === undefined ? undefined : { id, secret: undefined, isSecret: true }
  },
  fromForm: () => undefined,
  inForm: false,
  known: () => ({}),
  presumed: () => ({}),
  missing: () => [],
}
