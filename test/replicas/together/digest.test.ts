import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { describeWithPostgres } from '../../helpers/replicas/postgres.ts'
import { freshReplicas } from '../../helpers/replicas/replicas.ts'
import { upload } from '../../vendors/cloud-softphone/softphone.ts'

const CONFIG = {
  auth: 'strict',
  credentials: { 'cloud-softphone': [{ username: 'johndow', password: '12345678' }] },
}
const PATH = '/upload_media'

const md5 = (text: string) => createHash('md5').update(text).digest('hex')

describeWithPostgres('HTTP Digest at replicas', () => {
  it('takes at one replica the nonce that another one gave', async () => {
    const { replicas } = await freshReplicas(2, { config: CONFIG })
    const challenge = await upload(replicas.at(0), { path: PATH, fields: {} })
    expect(challenge.status).toBe(401)
    const asked = challenge.headers.get('www-authenticate') ?? ''
    const [, realm = ''] = /realm="([^"]*)"/.exec(asked) ?? []
    const [, nonce = ''] = /nonce="([^"]*)"/.exec(asked) ?? []
    const response = md5(`${md5(`johndow:${realm}:12345678`)}:${nonce}:${md5(`POST:${PATH}`)}`)
    const authorization = `Digest username="johndow", realm="${realm}", nonce="${nonce}", uri="${PATH}", response="${response}"`
    const taken = await upload(replicas.at(1), { path: PATH, fields: {}, headers: { authorization } })
    expect(taken.status).toBe(200)
  })
})
