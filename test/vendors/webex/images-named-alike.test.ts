import { describe, expect, it } from 'vitest'
import { startTestServer } from '../../helpers/server.ts'
import { GONE, IN_USE, removeEntries } from './image-deletion.ts'
import { background, backgroundAt, devicePath, send } from './settings-client.ts'
import { FIRST_IMAGE, namesIn, upload, uploadPath } from './webex-client.ts'

const FOLDER = '/dms/Cisco_Phone_Background'
const PHONE = devicePath('phone-1')

async function show(url: string, customUrl: string): Promise<void> {
  expect((await send(url, 'PUT', PHONE, background(customUrl))).status).toBe(204)
}

describe('an image whose name is in the address of another', () => {
  const names = ['background', 'background002', 'Cisco', 'Cisco_Phone_Background', 'dms', '0', '/']

  it.each(names)('is not in use for that: %s', async fileName => {
    const { url } = await startTestServer()
    for (const name of [fileName, 'shown']) expect((await upload(url, name)).status).toBe(201)
    expect(await removeEntries(url, [{ fileName }])).toMatchObject({
      status: 200,
      body: { items: [{ fileName, result: GONE }], count: 1 },
    })
    expect(await namesIn(url)).toEqual(['shown'])
  })

  it('goes by force without a change to the phone', async () => {
    const { url } = await startTestServer()
    for (const name of ['background', 'shown']) await upload(url, name)
    await removeEntries(url, [{ fileName: 'background', forceDelete: true }])
    expect(await backgroundAt(url, PHONE)).toMatchObject({ customUrl: `${FOLDER}/background002` })
  })
})

describe('an image whose address begins another', () => {
  it.each(['background0010', 'background0011'])('is not in use by %s', async other => {
    const { url } = await startTestServer()
    await upload(url, 'logo.png')
    await show(url, `${FOLDER}/${other}`)
    expect(await removeEntries(url, [{ fileName: 'logo.png' }])).toMatchObject({ status: 200 })
  })

  it('is not in use as number 100 where a phone shows number 1000, but is where one shows 100', async () => {
    const { url } = await startTestServer()
    const others = Array.from({ length: 99 }, (_, at) => `${uploadPath()}?orgId=org-${at}`)
    await Promise.all(others.map(path => upload(url, 'other', { path })))
    const kept = { status: 206, body: { items: [{ result: IN_USE }], count: 1 } }
    expect(await upload(url, 'logo.png')).toMatchObject({
      body: { backgroundImageUrl: expect.stringContaining(`${FOLDER}/background100`) },
    })
    expect(await removeEntries(url, [{ fileName: 'logo.png' }])).toMatchObject(kept)
    await show(url, `${FOLDER}/background1000`)
    expect(await removeEntries(url, [{ fileName: 'logo.png' }])).toMatchObject({ status: 200 })
  })
})

describe('an address elsewhere', () => {
  it.each(['http://media.example/branding/logo.png', 'https://media.example/get?file=logo.png&v=2'])(
    'uses the image that it names: %s',
    async customUrl => {
      const { url } = await startTestServer()
      await upload(url, 'logo.png')
      await show(url, customUrl)
      expect(await removeEntries(url, [{ fileName: 'logo.png' }])).toMatchObject({
        status: 206,
        body: { items: [{ fileName: 'logo.png', result: IN_USE }], count: 1 },
      })
      expect((await fetch(url + FIRST_IMAGE)).status).toBe(200)
    },
  )
})
