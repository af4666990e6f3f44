import { expect, it } from 'vitest'
import { sendRaw } from '../helpers/raw-http.ts'
import { startTestServer } from '../helpers/server.ts'

const documents = [
  ...['webex', 'zoom', 'cloud-softphone', 'amazon-connect'].map(name => `/_mock/openapi/${name}.json`),
  '/_mock/openapi.json',
  '/_mock/postman.json',
  '/_mock/vendors',
]

it.each(['a b', '[::1', '[', ':', '%zz', 'a?b#c', 'x:99999999', 'http://x', '"<>', ''])(
  'makes neither a document nor the list of vendors fail: Host %j',
  async host => {
    const { port } = await startTestServer()
    for (const path of documents) {
      const reply = await sendRaw(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`)
      expect(reply.status, path).toBeLessThan(500)
      expect(JSON.parse(reply.body), path).toBeTypeOf('object')
    }
  },
)
