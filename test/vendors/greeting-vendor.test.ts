import { describe, expect, it } from 'vitest'
import { describeVendor } from '../contracts/vendor.ts'
import { limitsTable } from '../helpers/documents/limits-table.ts'
import { worldAt } from '../helpers/faults.ts'
import { filePart, type RawPart, rawForm } from '../helpers/form.ts'
import { fixture, padded } from '../helpers/media.ts'
import { assetsOf, startTestServer } from '../helpers/server.ts'
import { greetingVendor, LIMITS } from '../helpers/vendors/greeting-vendor.ts'

const credentials = { authorization: 'Bearer test' }

const start = (input: Parameters<typeof startTestServer>[0] = {}) =>
  startTestServer(input, { vendors: [greetingVendor] })

function formOf(part: RawPart) {
  const { body, type } = rawForm([part])
  return { headers: { ...credentials, 'content-type': type }, body }
}

describeVendor(greetingVendor, {
  endpoints: [
    {
      policy: 'greetings.greeting',
      accepted: ['tone.wav'],
      refused: ['logo.png', 'text-named.png'],
      upload: (name, content) => ({
        path: '/greetings/people/p1/greetings',
        method: 'POST',
        ...formOf(filePart('file', name, 'application/octet-stream', content)),
      }),
    },
  ],
  unknownPath: '/greetings/nothing',
  credentials,
  isRefusal: body => typeof JSON.parse(body).oops === 'string',
})

/** Uploads a sound of this size, or what `file` says; under a name that it replaces where there is a `key`. */
async function upload(
  url: string,
  file: { readonly name?: string; readonly type?: string; readonly bytes?: number | Buffer },
  { owner = 'p1', key }: { readonly owner?: string; readonly key?: string } = {},
): Promise<number> {
  const { name = 'tone.wav', type = 'audio/wav', bytes = 60_000 } = file
  const content = typeof bytes === 'number' ? padded('tone.wav', bytes) : bytes
  const path = `${url}/greetings/people/${owner}/greetings${key === undefined ? '' : `/${key}`}`
  const method = key === undefined ? 'POST' : 'PUT'
  return (await fetch(path, { method, ...formOf(filePart('file', name, type, content)) })).status
}

const storedBytes = async (url: string) =>
  (await assetsOf(url)).reduce((sum, { bytes }) => sum + Number(bytes), 0)

const lastEntry = async (url: string) => (await worldAt(url).requests.list()).at(-1)

async function checked(url: string, name: string, content: Uint8Array) {
  const { body, type } = rawForm([filePart('any', name, 'application/octet-stream', content)])
  const headers = { 'content-type': type }
  const response = await fetch(`${url}/_mock/check`, { method: 'POST', headers, body })
  const { items } = (await response.json()) as {
    items: { endpoints: { passes: boolean; verdicts: { [key: string]: string }[] }[] }[]
  }
  return items[0]?.endpoints[0]
}

describe('a bound on the bytes of all files of one owner', () => {
  it('takes files up to it, to the byte, and counts each owner apart', async () => {
    const { url } = await start()
    expect(await upload(url, { bytes: 150_000 })).toBe(201)
    expect(await upload(url, { bytes: 150_000 })).toBe(201)
    expect(await upload(url, { bytes: 100_001 })).toBe(409)
    expect(await upload(url, { bytes: 100_000 })).toBe(201)
    expect(await upload(url, { bytes: 8_044 })).toBe(409)
    expect(await storedBytes(url)).toBe(LIMITS.quotaBytes)
    expect(await upload(url, { bytes: 150_000 }, { owner: 'p2' })).toBe(201)
  })

  it('lets a file take the place of one, whose bytes do not count any more', async () => {
    const { url } = await start({ policies: { 'greetings.greeting': { quotaBytes: 200_000 } } })
    expect(await upload(url, { bytes: 100_000 }, { key: 'busy' })).toBe(200)
    expect(await upload(url, { bytes: 60_000 }, { key: 'away' })).toBe(200)
    expect(await upload(url, { bytes: 140_000 }, { key: 'busy' })).toBe(200)
    expect(await upload(url, { bytes: 140_001 }, { key: 'busy' })).toBe(409)
    expect(await storedBytes(url)).toBe(200_000)
    expect(await upload(url, { bytes: 10_000 }, { key: 'busy' })).toBe(200)
    expect(await upload(url, { bytes: 130_000 })).toBe(201)
  })

  it('goes beside a bound on their number', async () => {
    const { url } = await start({ policies: { 'greetings.greeting': { quota: 2 } } })
    expect(await upload(url, { bytes: 10_000 })).toBe(201)
    expect(await upload(url, { bytes: 10_000 })).toBe(201)
    expect(await upload(url, { bytes: 10_000 })).toBe(409)
    expect((await lastEntry(url))?.findings[0]?.rule).toBe('greetings.greeting.quota')
  })

  it('is named in the journal, with who has the bytes', async () => {
    const { url } = await start({ policies: { 'greetings.greeting': { quotaBytes: 100_000 } } })
    await upload(url, { bytes: 60_000 }, { key: 'busy' })
    expect(await upload(url, { bytes: 60_000 })).toBe(409)
    const entry = await lastEntry(url)
    expect(entry).toMatchObject({ outcome: 'refused', committed: false })
    expect(entry?.findings[0]).toMatchObject({
      rule: 'greetings.greeting.quotaBytes',
      severity: 'error',
      expected: 'at most 100000 bytes together',
      evidence: 'assumed',
      source: 'configuration',
    })
    const explain = await fetch(`${url}/_mock/requests/${entry?.id}/explain`)
    expect(await explain.text()).toMatch(/The places are held by:\n +busy \(.*\), 60000 bytes/)
  })

  it('is a note where it is only assumed and a request passed by it', async () => {
    const { url } = await start()
    await upload(url, {})
    expect((await lastEntry(url))?.findings).toMatchObject([
      { rule: 'greetings.greeting.quotaBytes', severity: 'note', expected: '400000' },
    ])
  })

  it('is what a check says of a file that is larger than all may be', async () => {
    const { url } = await start({ policies: { 'greetings.greeting': { quotaBytes: 50_000 } } })
    expect(await checked(url, 'tone.wav', padded('tone.wav', 50_001))).toMatchObject({
      passes: false,
      verdicts: [{ rule: 'greetings.greeting.quotaBytes', mend: expect.stringContaining('1 bytes') }],
    })
    expect(await checked(url, 'tone.wav', padded('tone.wav', 50_000))).toMatchObject({ passes: true })
  })

  it('is what an ordered quota-exceeded says where there is no other', async () => {
    const { url } = await start()
    await worldAt(url).faults.add({ respond: { error: 'quota-exceeded' } })
    const path = `${url}/greetings/people/p1/greetings`
    const response = await fetch(path, { method: 'POST', headers: credentials })
    expect(await response.json()).toEqual({ oops: expect.stringContaining('400000 bytes') })
  })
})

describe('a policy that goes by the file’s name', () => {
  const tone = fixture('tone.wav')

  it.each([
    ['tone.wav', 'audio/wav', tone, 201],
    ['TONE.WAV', 'image/png', tone, 201],
    ['picture.wav', 'audio/wav', fixture('logo.png'), 201],
    ['a.mp3', 'text/plain', Buffer.from('no sound'), 201],
    ['tone.png', 'audio/wav', tone, 415],
    ['tone', 'audio/wav', tone, 415],
    ['tone.wav.bak', 'audio/wav', tone, 415],
    ['tone.m4a', 'audio/wav', tone, 415],
  ])('judges %s, declared as %s, by that alone', async (name, type, bytes, status) => {
    const { url } = await start()
    expect(await upload(url, { name, type, bytes })).toBe(status)
    expect(await assetsOf(url)).toHaveLength(status === 201 ? 1 : 0)
    expect((await checked(url, name, bytes))?.passes).toBe(status === 201)
  })

  it('says which types it takes, and in a check that the name counts', async () => {
    const { url } = await start()
    expect(await upload(url, { name: 'tone.png' })).toBe(415)
    expect((await lastEntry(url))?.findings[0]).toMatchObject({
      rule: 'greetings.greeting.types',
      expected: 'audio/wav, audio/mpeg',
      found: 'image/png',
    })
    expect((await checked(url, 'tone', tone))?.verdicts).toMatchObject([
      { rule: 'greetings.greeting.types', found: 'an unknown type', mend: expect.stringContaining('name') },
    ])
  })

  it('warns of a name that lies, which passes here', async () => {
    const { url } = await start()
    expect(await upload(url, { name: 'picture.wav', bytes: fixture('logo.png') })).toBe(201)
    const rules = (await lastEntry(url))?.findings.map(({ rule }) => rule)
    expect(rules).toEqual(['file.declared-type', 'file.extension', 'greetings.greeting.quotaBytes'])
  })

  it.each([
    [{ name: 'a.wav', type: 'image/png' }, 204],
    [{ name: 'a.png', type: 'audio/wav' }, 415],
    [{ name: 'a', type: 'audio/wav' }, 415],
    [{ type: 'image/png' }, 204],
  ])('judges %j, which is announced, by the name alone', async (body, status) => {
    const { url } = await start()
    const headers = { ...credentials, 'content-type': 'application/json' }
    const announced = { method: 'POST', headers, body: JSON.stringify(body) }
    expect((await fetch(`${url}/greetings/announcements`, announced)).status).toBe(status)
  })
})

describe('a policy of sounds', () => {
  it('can be configured to other types of sound, but not to one that nobody knows', async () => {
    const { url } = await start({ policies: { 'greetings.greeting': { types: ['audio/mp4'] } } })
    expect([await upload(url, { name: 'a.m4a' }), await upload(url, {})]).toEqual([201, 415])
    const unknown = { policies: { 'greetings.greeting': { types: ['audio/wave-like'] } } }
    await expect(start(unknown as never)).rejects.toThrow('policies.greetings.greeting.types')
  })

  it('is shown as it is', async () => {
    const { url } = await start({ policies: { 'greetings.greeting': { maxBytes: 5 } } })
    const { items } = (await (await fetch(`${url}/_mock/policies`)).json()) as { items: readonly unknown[] }
    expect(items).toEqual([
      {
        id: 'greetings.greeting',
        vendor: 'greetings',
        judgedBy: 'name',
        rules: {
          maxBytes: { value: 5, evidence: 'assumed', source: 'configuration' },
          types: { value: ['audio/wav', 'audio/mpeg'], evidence: 'documented', source: expect.any(String) },
          wholeImages: { value: false, evidence: 'assumed', source: 'this test' },
          quotaBytes: { value: 400_000, evidence: 'assumed', source: 'https://greetings.example/all' },
        },
      },
    ])
  })

  it('is described in OpenAPI and in README', async () => {
    const { url } = await start()
    const document = await (await fetch(`${url}/_mock/openapi/greetings.json`)).text()
    expect(document).toContain("the ending of its file's name")
    expect(document).toContain('may have 400000 bytes together')
    expect(document).toContain('"quota-exceeded-bytes"')
    expect(limitsTable([greetingVendor])).toContain(
      '| audio/wav, audio/mpeg | name | 400,000 bytes together | size documented, types documented, quota of bytes assumed |',
    )
  })
})
