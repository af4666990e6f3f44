import { describe, expect, it } from 'vitest'
import { fixture } from '../../helpers/media.ts'
import { startTestServer } from '../../helpers/server.ts'
import { FIRST_IMAGE, IMAGES, namesIn, rawCall, upload, uploadPath } from './webex-client.ts'

/** The form of the reference, with a photo where it says "image contents". */
const BOUNDARY = '---------------------------187740304437217251823273435129'
const photo = fixture('photo.jpg')
const form = Buffer.concat([
  Buffer.from(
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="CompanyLogoBlue.jpeg"\r\n` +
      'Content-Type: image/jpeg\r\n\r\n',
  ),
  photo,
  Buffer.from(
    `\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="fileName"\r\n\r\nCompanyLogoBlue\r\n--${BOUNDARY}--\r\n`,
  ),
])
const head = (line: string, type: string) => [
  `${line} HTTP/1.1`,
  'Host: webexapis.com',
  'Authorization: Bearer ZDI3MGEyYzQtNmFlNS00NDNhLWFlNzAtZGVjNjE0MGU1OGZmZWNmZDEwN2ItYTU3',
  `Content-Type: ${type}`,
]
const DEVICE_ID =
  'Y2lzY29zcGFyazovL3VybjpURUFNOnVzLWVhc3QtMV9pbnQxMy9DQUxMSU5HX0RFVklDRS8zMDAyZWJiZi0xYzVkLTRiNjAtYTVkNi0wYTNkMGEzYzdhMTE='

describe("the reference's own examples", () => {
  it('upload: the reply is the example, but for the count of a first image', async () => {
    const { url, port } = await startTestServer({
      vendors: { webex: { uploadReplyKeys: 'filename', quotedUrl: true } },
    })
    const reply = await rawCall(
      port,
      head(`POST ${uploadPath(DEVICE_ID)}`, `multipart/form-data; boundary=${BOUNDARY}`),
      form,
    )
    expect(reply.status).toBe(201)
    expect(reply.headers['content-type']).toBe('application/json')
    const example =
      '{ "filename": "CompanyLogoBlue", "backgroundImageUrl": "\\"/dms/Cisco_Phone_Background/background001\\"", "count": "2" }'
    expect(JSON.parse(reply.body)).toEqual({ ...JSON.parse(example), count: '1' })
    const image = await fetch(url + FIRST_IMAGE)
    expect(Buffer.from(await image.arrayBuffer()).equals(photo)).toBe(true)
  })

  it('upload: the reply of an untouched server has the other spelling too, and a bare path', async () => {
    const { port } = await startTestServer()
    const type = `multipart/form-data; boundary=${BOUNDARY}`
    const reply = await rawCall(port, head(`POST ${uploadPath()}`, type), form)
    expect(JSON.parse(reply.body)).toEqual({
      filename: 'CompanyLogoBlue',
      fileName: 'CompanyLogoBlue',
      backgroundImageUrl: FIRST_IMAGE,
      count: '1',
    })
  })

  it('upload: the form as the page prints it, all in one line, can not be read', async () => {
    const { url, port } = await startTestServer()
    const printed =
      '-----------------------------187740304437217251823273435129 Content-Disposition: form-data; name="file"; filename="CompanyLogoBlue.jpeg" Content-Type: image/jpeg //image contents -----------------------------187740304437217251823273435129 Content-Disposition: form-data; name="fileName" CompanyLogoBlue'
    const type = `multipart/form-data; boundary=${BOUNDARY}`
    const reply = await rawCall(port, head(`POST ${uploadPath()}`, type), Buffer.from(printed))
    expect(reply.status).toBe(400)
    expect(await namesIn(url)).toEqual([])
  })

  it('delete: the reply is the example', async () => {
    const { url, port } = await startTestServer()
    for (const name of ['CompanyLogoBlue', 'CompanyLogoRed', 'CompanyLogoGreen']) await upload(url, name)
    const body = '{ "backgroundImages": [ { "fileName": "CompanyLogoBlue", "forceDelete": true } ] }'
    const reply = await rawCall(port, head(`DELETE ${IMAGES}`, 'application/json'), Buffer.from(body))
    expect(reply.status).toBe(200)
    expect(JSON.parse(reply.body)).toEqual(
      JSON.parse(
        '{ "items": [ { "fileName": "CompanyLogoBlue", "result": { "status": 200 } } ], "count": 2 }',
      ),
    )
  })
})

describe("the Python client's upload", () => {
  it('is taken: the name first, image/jpg, lower-case header names and a tracking id', async () => {
    const { url, port } = await startTestServer()
    const boundary = 'f9d1b1c9c5a94b4d9f2f7d4d3a4a5b6c'
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="fileName"\r\n\r\ntest_01.jpg\r\n--${boundary}\r\n` +
          'Content-Disposition: form-data; name="file"; filename="test_01.jpg"\r\nContent-Type: image/jpg\r\n\r\n',
      ),
      photo,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ])
    const reply = await rawCall(
      port,
      [
        `POST ${uploadPath()} HTTP/1.1`,
        'Host: webexapis.com',
        'authorization: Bearer token',
        'TrackingID: SIMPLE_0e7f4a4e-6b63-4b5c-8b62-f41f0f9b1a5e',
        `content-type: multipart/form-data; boundary=${boundary}`,
      ],
      body,
    )
    expect(reply.status).toBe(201)
    expect(reply.headers.trackingid).toBe('SIMPLE_0e7f4a4e-6b63-4b5c-8b62-f41f0f9b1a5e')
    expect(await namesIn(url)).toEqual(['test_01.jpg'])
  })
})
