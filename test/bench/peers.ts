import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Another mock server, which a tester could take instead. Each answers `POST /upload` and `GET /ping` with 200. */
export interface Peer {
  /** Writes its configuration into a folder; answers what starts it. */
  prepare(folder: string, port: number): { readonly command: string; readonly args: readonly string[] }
}

/**
 * Where the peers are installed, a folder for each, as by `npm i`: `mockoon-cli`, `wiremock` and
 * `stoplight-prism-cli`. They are no dependencies: one needs Java, and all three are larger than this project.
 */
export const peersFolder = process.env.PEERS

const WIREMOCK = 'wiremock/node_modules/wiremock/build/wiremock-standalone-3.13.2.jar'
const OK = { ok: true }

const PEERS: { readonly [name: string]: Peer } = {
  mockoon: {
    prepare(folder, port) {
      const response = {
        uuid: 'r',
        body: JSON.stringify(OK),
        statusCode: 200,
        bodyType: 'INLINE',
        default: true,
      }
      const route = (method: string, endpoint: string) => ({
        uuid: endpoint,
        type: 'http',
        method,
        endpoint,
        responses: [{ ...response, uuid: `${endpoint}-reply` }],
      })
      const routes = [route('post', 'upload'), route('get', 'ping')]
      const rootChildren = routes.map(({ uuid }) => ({ type: 'route', uuid }))
      const file = write(folder, 'mockoon.json', {
        uuid: 'bench',
        lastMigration: 33,
        name: 'bench',
        hostname: '127.0.0.1',
        routes,
        rootChildren,
      })
      const args = ['start', '--data', file, '--repair', '--port', String(port), '--disable-log-to-file']
      return { command: process.execPath, args: [bin('mockoon-cli', 'mockoon-cli'), ...args] }
    },
  },

  /** Its journal off: it would keep every body. */
  wiremock: {
    prepare(folder, port) {
      const headers = { 'content-type': 'application/json' }
      const response = { status: 200, headers, body: JSON.stringify(OK) }
      const mappings = [
        { request: { method: 'POST', urlPath: '/upload' }, response },
        { request: { method: 'GET', urlPath: '/ping' }, response },
      ]
      write(join(folder, 'mappings'), 'bench.json', { mappings })
      const own = ['--root-dir', folder, '--disable-banner', '--no-request-journal']
      const args = ['--port', String(port), '--bind-address', '127.0.0.1', ...own]
      return { command: 'java', args: ['-jar', join(peersFolder ?? '', WIREMOCK), ...args] }
    },
  },

  prism: {
    prepare(folder, port) {
      const schema = { type: 'object', properties: { ok: { type: 'boolean' } } }
      const reply = { description: 'ok', content: { 'application/json': { schema, example: OK } } }
      const form = { type: 'object', properties: { file: { type: 'string', format: 'binary' } } }
      const requestBody = { required: true, content: { 'multipart/form-data': { schema: form } } }
      const paths = {
        '/ping': { get: { responses: { 200: reply } } },
        '/upload': { post: { requestBody, responses: { 200: reply } } },
      }
      const info = { title: 'bench', version: '1.0.0' }
      const file = write(folder, 'openapi.json', { openapi: '3.0.3', info, paths })
      const args = ['mock', '-h', '127.0.0.1', '-p', String(port), '-v', 'error', '-m', 'false', file]
      return { command: process.execPath, args: [bin('stoplight-prism-cli', 'prism'), ...args] }
    },
  },
}

/** The peer of this name; undefined when there is none. */
export function peerNamed(name: string): Peer | undefined {
  return PEERS[name]
}

function write(folder: string, name: string, content: object): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, JSON.stringify(content))
  return file
}

function bin(folder: string, name: string): string {
  return join(peersFolder ?? '', folder, 'node_modules/.bin', name)
}
