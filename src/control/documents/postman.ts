import type { ExamplePart, OperationExample } from '../../http/vendor-kit/examples.ts'

/** One vendor's folder of the collection. */
export interface FolderSource {
  readonly title: string
  readonly examples: readonly OperationExample[]
  /** The OpenAPI security schemes of the vendor, the one to use first. */
  readonly security: { readonly [name: string]: object }
}

/** A Postman collection (v2.1) that runs as it stands: a folder a vendor, variables for the server and credentials. */
export function toPostman(folders: readonly FolderSource[], server: string): object {
  return {
    info: {
      name: 'uploadmock',
      description: 'Every operation once, in an order that works. Run it from the root of the repository.',
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    variable: pairs({
      baseUrl: server,
      token: 'test',
      username: 'alice',
      password: 'test',
      accessKeyId: 'test',
      secretAccessKey: 'test',
    }),
    item: folders.map(({ title, examples, security }) => ({
      name: title,
      auth: authOf(Object.values(security)[0] ?? {}),
      item: examples.map(toItem),
    })),
  }
}

function toItem(example: OperationExample) {
  const [path = '', query] = example.path.split('?')
  const isWhole = path.startsWith('{{')
  return {
    name: `${example.operation} (${example.method})`,
    request: {
      method: example.method,
      ...(example.auth !== undefined && { auth: example.auth === 'basic' ? BASIC : { type: 'noauth' } }),
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

const BASIC = {
  type: 'basic',
  basic: pairs({ username: '{{username}}', password: '{{password}}' }),
}

function authOf(scheme: { readonly type?: string; readonly scheme?: string }): object {
  if (scheme.type === 'http' && scheme.scheme === 'bearer')
    return { type: 'bearer', bearer: pairs({ token: '{{token}}' }) }
  if (scheme.type === 'http') return BASIC
  const signed = {
    accessKey: '{{accessKeyId}}',
    secretKey: '{{secretAccessKey}}',
    region: 'us-east-1',
    service: 'connect',
  }
  return { type: 'awsv4', awsv4: pairs(signed) }
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
