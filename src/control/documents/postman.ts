import type { ExamplePart, OperationExample } from '../../http/vendor-kit/examples.ts'
import { type PostmanAuth, type Security, schemesFor } from '../../http/vendor-kit/security.ts'

/** One vendor's folder of the collection. */
export interface FolderSource {
  readonly title: string
  readonly examples: readonly OperationExample[]
  readonly security: Security
}

/** A Postman collection (v2.1) that runs as it stands: a folder for each vendor, variables for the server and for credentials. */
export function toPostman(folders: readonly FolderSource[], server: string): object {
  const schemes = folders.flatMap(({ security }) => Object.values(security))
  const variables = schemes.flatMap(({ postman }) => Object.entries(postman.variables))
  return {
    info: {
      name: 'uploadmock',
      description: 'Every operation once, in an order that works. Run it from the root of the repository.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: pairs({ baseUrl: server, ...Object.fromEntries(variables) }),
    item: folders.map(({ title, examples, security }) => ({
      name: title,
      auth: toAuth(Object.values(security).find(({ only }) => only === undefined)?.postman),
      item: examples.map(example => toItem(example, security)),
    })),
  }
}

function toItem(example: OperationExample, security: Security) {
  const [path = '', query] = example.path.split('?')
  const isWhole = path.startsWith('{{')
  return {
    name: `${example.operation} (${example.method})`,
    request: {
      method: example.method,
      ...ownAuth(example, security),
      header: pairs(contentType(example.body)),
      url: isWhole
        ? example.path
        : {
            raw: `{{baseUrl}}${example.path}`,
            host: ['{{baseUrl}}'],
            path: path.slice(1).split('/'),
            ...(query !== undefined && {
              query: query.split('&').map(pair => {
                const [key = '', value = ''] = pair.split('=')
                return { key, value }
              }),
            }),
          },
      ...(example.body !== undefined && { body: toBody(example.body) }),
    },
    event: [{ listen: 'test', script: { type: 'text/javascript', exec: script(example) } }],
  }
}

/** An item without `auth` has that of its folder. */
function ownAuth({ operation, auth }: OperationExample, security: Security): { readonly auth?: object } {
  if (auth === 'none') return { auth: toAuth(undefined) }
  const [scheme] = schemesFor(security, operation).map(([, one]) => one)
  return scheme?.only === undefined ? {} : { auth: toAuth(scheme.postman) }
}

function toAuth(auth: PostmanAuth | undefined): object {
  return auth === undefined ? { type: 'noauth' } : { type: auth.type, [auth.type]: pairs(auth.members) }
}

function pairs(values: { readonly [key: string]: string }) {
  return Object.entries(values).map(([key, value]) => ({ key, value, type: 'string' }))
}

function contentType(body: OperationExample['body']): { readonly [name: string]: string } {
  if (body === undefined || 'form' in body) return {}
  if ('json' in body) return { 'Content-Type': 'application/json' }
  return { 'Content-Type': 'urlencoded' in body ? 'application/x-www-form-urlencoded' : body.type }
}

function toBody(body: NonNullable<OperationExample['body']>) {
  if ('json' in body) return { mode: 'raw', raw: JSON.stringify(body.json) }
  if ('file' in body) return { mode: 'file', file: { src: fixture(body.file) } }
  if ('urlencoded' in body) return { mode: 'urlencoded', urlencoded: pairs(body.urlencoded) }
  return { mode: 'formdata', formdata: body.form.map(toFormPart) }
}

function toFormPart(part: ExamplePart) {
  return 'file' in part
    ? { key: part.name, type: 'file', src: fixture(part.file), contentType: part.type }
    : { key: part.name, type: 'text', value: part.value }
}

function fixture(file: string): string {
  return `fixtures/media/${file}`
}

/** Expects the status, and keeps what later requests need. */
function script({ status, capture = {} }: OperationExample): readonly string[] {
  const captures = Object.entries(capture).map(([name, path]) => {
    const value = path.map(key => `[${JSON.stringify(key)}]`).join('')
    return `pm.collectionVariables.set(${JSON.stringify(name)}, pm.response.json()${value});`
  })
  return [`pm.test('answers ${status}', () => pm.response.to.have.status(${status}));`, ...captures]
}
