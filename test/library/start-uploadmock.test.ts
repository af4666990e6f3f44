import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ConfigError, ControlApiError, startUploadmock } from '../../src/index.ts'
import { PHOTO, startMock as start, uploadTo } from './mock.ts'

describe('startUploadmock', () => {
  it('listens on a free port when it resolves, and names each vendor’s base URL', async () => {
    const mock = await start()
    expect(mock.url).toBe(`http://127.0.0.1:${mock.port}`)
    expect(mock.baseUrl('webex')).toBe(`${mock.url}/v1`)
    expect(mock.baseUrl('zoom')).toBe(`${mock.url}/v2`)
    expect(mock.baseUrl('cloud-softphone')).toBe(mock.url)
    expect(mock.baseUrl('amazon-connect')).toBe(mock.url)
    expect(() => mock.baseUrl('skype')).toThrow('no vendor skype')
    expect((await uploadTo(mock)).status).toBe(201)
  })

  it('shows what was stored, exactly as sent', async () => {
    const mock = await start()
    await uploadTo(mock)
    const [asset] = await mock.assets.list({ vendor: 'zoom' })
    expect(asset).toMatchObject({
      vendor: 'zoom',
      owner: 'user:me',
      name: 'photo.jpg',
      type: 'image/jpeg',
      bytes: PHOTO.length,
      sha256: createHash('sha256').update(PHOTO).digest('hex'),
    })
    expect(Buffer.from(await mock.assets.bytes(asset?.id ?? '')).equals(PHOTO)).toBe(true)
    expect(await mock.assets.get(asset?.id ?? '')).toEqual(asset)
    expect(await mock.assets.list({ vendor: 'webex' })).toEqual([])
    await expect(mock.assets.get('none')).rejects.toThrow(ControlApiError)
    await expect(mock.assets.get('none')).rejects.toMatchObject({
      status: 404,
      code: 'not-found',
      path: 'id',
    })
  })

  it('keeps namespaces apart, and resets one or all', async () => {
    const mock = await start()
    const [one, two] = [mock.namespace('one'), mock.namespace('two')]
    for (const world of [mock, one, two]) await uploadTo(world)
    await one.reset()
    expect(await one.assets.list()).toEqual([])
    expect(await two.assets.list()).toHaveLength(1)
    await mock.resetAll()
    expect(await two.assets.list()).toEqual([])
    expect(await mock.assets.list()).toEqual([])
    expect(() => mock.namespace('BAD NAME')).toThrow(TypeError)
  })

  it('keeps two servers in one process apart', async () => {
    const [a, b] = [await start(), await start()]
    await uploadTo(a)
    expect(await a.assets.list()).toHaveLength(1)
    expect(await b.assets.list()).toEqual([])
  })

  it('reads a list of more than one page whole', async () => {
    const mock = await start({ policies: { 'zoom.user-virtual-background': { quota: 2_000 } } })
    for (let n = 0; n < 1_005; n += 15) await Promise.all(Array.from({ length: 15 }, () => uploadTo(mock)))
    expect(await mock.assets.list()).toHaveLength(1_005)
  })

  it('shows its control token by itself', async () => {
    const mock = await start({ controlToken: 'secret' })
    await uploadTo(mock)
    expect(await mock.assets.list()).toHaveLength(1)
    expect((await fetch(`${mock.url}/_mock/assets`)).status).toBe(401)
  })

  it('refuses settings that are wrong, and names the key', async () => {
    const wrong = { vendors: { zoom: { plan: 'huge' } } }
    await expect(startUploadmock(wrong)).rejects.toThrow(ConfigError)
    await expect(startUploadmock(wrong)).rejects.toThrow('vendors.zoom.plan')
    await expect(startUploadmock({ colour: 'red' } as object)).rejects.toThrow('colour')
  })

  it('refuses a port that is taken, and lets go of everything', async () => {
    const mock = await start()
    await expect(startUploadmock({ port: mock.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('can be closed twice, and by disposal', async () => {
    const mock = await startUploadmock()
    await mock.close()
    await mock[Symbol.asyncDispose]()
    await expect(fetch(`${mock.url}/_mock/health`)).rejects.toThrow()
  })
})
