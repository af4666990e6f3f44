import { expect, it } from 'vitest'
import { EventStream } from '../../control/event-stream.ts'
import { worldAt } from '../../helpers/faults.ts'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { sharedReplicas } from '../../helpers/replicas/shared-replicas.ts'
import { uploadedId } from '../../vendors/zoom/zoom-client.ts'

// Each test has namespaces of its own: what came before is still told to those that were used.
describeWithPostgres('the events of replicas', () => {
  const freshWorld = sharedReplicas()

  it('are told by each, once, wherever they happen', async () => {
    const urls = (await freshWorld()).replicas.urls.map(url => `${url}/ns/told`)
    const streams = await Promise.all(urls.map(url => EventStream.open(url)))
    for (const url of urls) {
      const id = await uploadedId(url)
      const request = (await worldAt(url).requests.list()).at(-1)
      for (const stream of streams) {
        const [asset, seen] = await stream.take(2)
        expect(asset).toMatchObject({ type: 'asset', data: { id } })
        expect(seen).toMatchObject({ type: 'request', data: { id: request?.id, outcome: 'accepted' } })
      }
    }
  })

  it('are faults and resets too, and come in their order', async () => {
    const urls = (await freshWorld()).replicas.urls.map(url => `${url}/ns/ordered`)
    const streams = await Promise.all(urls.map(url => EventStream.open(url)))
    for (const url of urls) {
      const { id } = await worldAt(url).faults.add({ match: {}, respond: { status: 418 } })
      for (const stream of streams) expect(await stream.next()).toMatchObject({ type: 'fault', data: { id } })
      await worldAt(url).reset()
      for (const stream of streams) expect(await stream.next()).toMatchObject({ type: 'reset' })
    }
  })

  it('are not those of another namespace', async () => {
    const { replicas } = await freshWorld()
    const stream = await EventStream.open(`${replicas.at(0)}/ns/one`)
    await uploadedId(`${replicas.at(1)}/ns/two`)
    await worldAt(`${replicas.at(2)}/ns/one`).reset()
    expect(await stream.next()).toMatchObject({ type: 'reset', data: { namespace: 'one' } })
  })
})
