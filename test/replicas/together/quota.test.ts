import { expect, it } from 'vitest'
import type { Reply } from '../../helpers/bearer-call.ts'
import { PHOTO } from '../../helpers/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { contentsAt } from '../../helpers/shown.ts'
import { upload as uploadToWebex } from '../../vendors/webex/webex-client.ts'
import { MINE, remove, uploadedId, upload as uploadToZoom } from '../../vendors/zoom/zoom-client.ts'
import { listNames, names } from '../names.ts'
import { told, wordsOf } from '../words.ts'

/** Whole, and another for each name. */
const contentOf = (name: string) => Buffer.concat([PHOTO, Buffer.from(name)])

const vendors = [
  {
    vendor: 'zoom',
    quota: 10,
    present: 9,
    upload: (url: string, name: string) => uploadToZoom(url, MINE, { name, bytes: contentOf(name) }),
  },
  {
    vendor: 'webex',
    quota: 100,
    present: 95,
    upload: (url: string, name: string) => uploadToWebex(url, name, { bytes: contentOf(name) }),
  },
] as const

const said = (reply: Reply) => told(reply.status, JSON.stringify(reply.body))

describeWithPostgres('a quota over replicas', () => {
  const freshWorld = sharedReplicas()

  it.each(vendors)(
    'gives its last places at $vendor to no more of 60 racing uploads than there are',
    async ({ vendor, quota, present, upload }) => {
      const { replicas } = await freshWorld()
      const early = names('early', present)
      for (const name of early) expect((await upload(replicas.roundRobin(), name)).status).toBe(201)

      const racing = names('racing', 60)
      const replies = await Promise.all(racing.map(name => upload(replicas.roundRobin(), name)))
      const taken = racing.filter((_, index) => replies[index]?.status === 201)
      expect(taken).toHaveLength(quota - present)
      const refused = replies.filter(({ status }) => status !== 201)
      const words = await wordsOf(vendor, 'quota-exceeded')
      for (const reply of refused) expect(said(reply)).toEqual(words)

      const expected = [...early, ...taken].sort()
      for (const url of replicas.urls) {
        expect(await listNames(url)).toEqual(expected)
        const contents = await contentsAt(url)
        expect(contents.size).toBe(quota)
        for (const [name, content] of contents) expect(content.equals(contentOf(name)), name).toBe(true)
      }
    },
  )

  it('has a place again at every replica when one deletes a file', async () => {
    const { replicas } = await freshWorld()
    const { upload } = vendors[0]
    const first = await uploadedId(replicas.at(2))
    for (const name of names('early', 9)) expect((await upload(replicas.roundRobin(), name)).status).toBe(201)
    expect((await upload(replicas.at(1), 'over.jpg')).status).toBe(400)
    expect((await remove(replicas.at(0), `?file_ids=${first}`)).status).toBe(204)
    expect((await upload(replicas.at(2), 'again.jpg')).status).toBe(201)
    expect((await upload(replicas.at(1), 'over.jpg')).status).toBe(400)
    for (const url of replicas.urls) expect(await listNames(url)).toHaveLength(10)
  })
})
