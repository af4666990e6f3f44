import { describe, expect, it } from 'vitest'
import { filePart, rawForm } from '../../helpers/form.ts'
import { padded } from '../../helpers/media.ts'
import { assetsOf, startTestServer } from '../../helpers/server.ts'
import { pathOf, rawCall, sendForm } from './zoom-client.ts'

const BOUNDARY = '------------------------d74496d66958873e'
const curlHead = (path: string) => [
  `POST ${path} HTTP/1.1`,
  'Host: api.zoom.us',
  'User-Agent: curl/7.68.0',
  'Accept: */*',
  'Authorization: Bearer <access_token>'.replace(/[<>]/g, ''),
  `Content-Type: multipart/form-data; boundary=${BOUNDARY}`,
]
const bytes = padded('photo.jpg', 53_434)
const name = 'u=mdbhhfg3y7&fm=2fdjs0.jpg'

describe("the Postman collection's own example", () => {
  it('with a file for its text: the reply is the example, but for the id', async () => {
    const { url, port } = await startTestServer()
    const body = Buffer.concat([
      Buffer.from(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: image/jpeg\r\n\r\n`,
      ),
      bytes,
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ])
    const reply = await rawCall(port, curlHead('/v2/accounts/:accountId/settings/virtual_backgrounds'), body)
    expect(reply.status).toBe(201)
    expect(reply.headers['content-type']).toBe('application/json')
    expect(JSON.parse(reply.body)).toEqual({
      id: expect.stringMatching(/^[\w-]{22}$/),
      name,
      type: 'image',
      is_default: false,
      size: 53_434,
    })
    expect(await assetsOf(url)).toMatchObject([{ name, bytes: 53_434 }])
  })

  it('with the account id of its variable', async () => {
    const { url } = await startTestServer()
    const path = pathOf('account', encodeURIComponent('quis officia in reprehenderit'))
    const reply = await sendForm(url, path, rawForm([filePart('file', name, 'image/jpeg', bytes)]))
    expect(reply.status).toBe(201)
    expect(await assetsOf(url)).toMatchObject([
      { owner: expect.stringContaining('quis officia in reprehenderit') },
    ])
  })

  it('as printed, with a text for its file: the part is not present', async () => {
    const { url, port } = await startTestServer()
    const body = Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"\r\n\r\nid mi\r\n--${BOUNDARY}--\r\n`,
    )
    const reply = await rawCall(port, curlHead('/v2/accounts/:accountId/settings/virtual_backgrounds'), body)
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toEqual({
      code: -1,
      message: "Required request part 'file' is not present",
    })
    expect(await assetsOf(url)).toEqual([])
  })

  it('as the sample program sends it, with a content type that names no boundary', async () => {
    const { url, port } = await startTestServer()
    const head = curlHead(pathOf('account', 'me')).map(line =>
      line.startsWith('Content-Type') ? 'Content-Type: multipart/form-data' : line,
    )
    const reply = await rawCall(port, head, Buffer.from('file=id+mi'))
    expect(reply.status).toBe(400)
    expect(JSON.parse(reply.body)).toMatchObject({ code: -1 })
    expect(await assetsOf(url)).toEqual([])
  })
})

describe("Zoom's own JavaScript client", () => {
  it.each([
    { what: 'a read stream', disposition: '; filename="a.jpg"', type: 'image/jpeg', status: 201 },
    { what: 'a Buffer', disposition: '', type: 'application/octet-stream', status: 400 },
  ])('sends $what, and is answered $status', async ({ disposition, type, status }) => {
    const { url } = await startTestServer()
    const headers = [`Content-Disposition: form-data; name="file"${disposition}`, `Content-Type: ${type}`]
    const form = rawForm([{ headers, content: bytes }], '--------------------------515890814546601021194782')
    expect((await sendForm(url, pathOf('user', 'me'), form)).status).toBe(status)
    expect(await assetsOf(url)).toHaveLength(status === 201 ? 1 : 0)
  })
})
