/** One way in which callers show who they are: for documents, and for lines to paste. `presence` lets in what it shows. */
export interface SecurityScheme {
  /** As OpenAPI describes it. */
  readonly openapi: { readonly type: string; readonly [key: string]: string }
  /** The options by which curl shows it, quoted for a shell. */
  readonly curl: string
  readonly postman: PostmanAuth
  /** The operations that it is for, and no other way is; where it is left out, all that have none of their own. */
  readonly only?: readonly string[]
}

/** A credential as a Postman collection has it. */
export interface PostmanAuth {
  /** Postman's own name of the scheme: `bearer`, `awsv4`. */
  readonly type: string
  /** What the scheme asks for; `{{name}}` stands for a variable. */
  readonly members: { readonly [name: string]: string }
  /** The collection's variables that stand in the members, and what they are at first. Vendors share those of one name. */
  readonly variables: { readonly [name: string]: string }
}

/** A vendor's ways by name, the one that examples use first. */
export type Security = { readonly [name: string]: SecurityScheme }

/** The schemes by which callers of an operation show who they are, the one that examples use first. */
export function schemesFor<Scheme extends Pick<SecurityScheme, 'only'>>(
  security: { readonly [name: string]: Scheme },
  operation: string,
): readonly (readonly [string, Scheme])[] {
  const all = Object.entries(security)
  const own = all.filter(([, { only }]) => only?.includes(operation) === true)
  return own.length > 0 ? own : all.filter(([, { only }]) => only === undefined)
}

/** A bearer token (RFC 6750). */
export const bearer = {
  openapi: { type: 'http', scheme: 'bearer' },
  curl: "-H 'Authorization: Bearer test'",
  postman: { type: 'bearer', members: { token: '{{token}}' }, variables: { token: 'test' } },
} satisfies SecurityScheme

/** A user name and a password (RFC 7617). */
export const basic = {
  openapi: { type: 'http', scheme: 'basic' },
  curl: '-u alice:test',
  postman: {
    type: 'basic',
    members: { username: '{{username}}', password: '{{password}}' },
    variables: { username: 'alice', password: 'test' },
  },
} satisfies SecurityScheme
