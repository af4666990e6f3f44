import { filePart, rawForm } from '../helpers/form.ts'
import { fixture } from '../helpers/media.ts'
import { oddRule } from './grammar/faults.ts'
import { oddForm } from './grammar/forms.ts'
import { oddRequest } from './grammar/requests.ts'
import { mutated } from './grammar/values.ts'
import { ANSWER_MS, holdAnswer, holdCpu, holdJournal, holdNothing, Violation } from './invariants.ts'
import type { Random } from './random.ts'
import { exchange } from './wire.ts'

/** The server that is tried. */
export interface Target {
  readonly url: string
  readonly port: number
  /** How long the processors have worked for its process, in milliseconds. */
  cpuMs(): number
}

/** A way to try a server: sends something odd in a namespace and holds what comes of it to what must be. */
type Round = (target: Target, namespace: string, random: Random) => Promise<string>

const UPLOAD = '/v2/users/me/settings/virtual_backgrounds'

/** A request to a vendor, odd in its body, head or bytes. */
const request: Round = async ({ url, port, cpuMs }, namespace, random) => {
  const { what, vendor, bytes, isReadable } = oddRequest(namespace, random)
  const pieces = random.pieces(bytes, 4)
  const before = cpuMs()
  const answer = await exchange(port, pieces, ANSWER_MS)
  const took = cpuMs() - before
  if (answer === 'silence') throw new Violation(`${what} is never answered`, `${bytes.length} bytes`)
  if (answer === undefined && isReadable)
    throw new Violation(`${what} is cut without an answer`, `${bytes.length} bytes`)
  if (answer !== undefined) holdAnswer(answer, vendor, what)
  await holdJournal(`${url}/ns/${namespace}`, { what, status: answer?.status }, isReadable)
  const first = [took]
  const again = async () => {
    const begun = cpuMs()
    await exchange(port, pieces, ANSWER_MS)
    return cpuMs() - begun
  }
  await holdCpu(bytes.length, async () => first.pop() ?? again(), what)
  return what
}

/** A fault's rule, sound or not, and an upload that it may strike. */
const fault: Round = async ({ url, port }, namespace, random) => {
  const world = `${url}/ns/${namespace}`
  const rule = JSON.stringify(oddRule(random))
  const ordered = await json(`${world}/_mock/faults`, 'POST', rule)
  holdControl(ordered, `a rule ${rule}`)
  const { body, type } = rawForm([filePart('file', 'a.jpg', 'image/jpeg', fixture('photo.jpg'))])
  const head = `POST /ns/${namespace}${UPLOAD} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`
  // A fault may keep silent for as long as it is told to: whoever waits gives up, and nothing may be left.
  await exchange(port, [Buffer.concat([Buffer.from(head), body])], 500)
  return 'a fault'
}

/** A namespace's state, exported, changed and brought back. */
const state: Round = async ({ url }, namespace, random) => {
  const world = `${url}/ns/${namespace}`
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(fixture('photo.jpg'))], { type: 'image/jpeg' }), 'a.jpg')
  const headers = { authorization: 'Bearer x' }
  await (await fetch(world + UPLOAD, { method: 'POST', headers, body: form })).arrayBuffer()
  const before = await assets(world)
  const exported = Buffer.from(await (await fetch(`${world}/_mock/state`)).arrayBuffer())
  const changed = oddState(exported, random)
  const reply = await fetch(`${world}/_mock/state`, { method: 'PUT', body: new Uint8Array(changed) })
  const answer = { status: reply.status, body: await reply.text() }
  holdControl(answer, 'a state')
  if (answer.status >= 400 && (await assets(world)) !== before)
    throw new Violation('a state that was refused changed the namespace', answer)
  return 'a state'
}

/** A form for the check of files, which no journal tells of. */
const check: Round = async ({ url }, namespace, random) => {
  const { body, type } = oddForm([{ name: 'file', file: 'photo.jpg', type: 'image/jpeg' }], random)
  const headers = { 'content-type': type }
  const reply = await fetch(`${url}/ns/${namespace}/_mock/check`, {
    method: 'POST',
    headers,
    body: new Uint8Array(body),
  })
  holdControl({ status: reply.status, body: await reply.text() }, 'a check')
  return 'a check'
}

/** What a control call may hold: any JSON. */
const control: Round = async ({ url }, namespace, random) => {
  const [path, method, value] = random.pick([
    ['verify', 'POST', { match: { vendor: 'zoom', parts: [{ name: 'file' }], body: { a: 1 } }, atLeast: 0 }],
    ['clock', 'PUT', { now: '2030-01-01T00:00:00Z', frozen: true }],
    ['clock', 'PUT', { advanceMs: 1_000 }],
    ['faults', 'POST', { match: { operation: 'uploadMedia' }, respond: { error: 'internal' } }],
  ] as const)
  const body = JSON.stringify(mutated(value, random)) ?? ''
  holdControl(
    await json(`${url}/ns/${namespace}/_mock/${path}`, method, body),
    `${path} with ${body.slice(0, 500)}`,
  )
  return path
}

const ROUNDS: readonly (readonly [number, Round])[] = [
  [12, request],
  [2, fault],
  [1, state],
  [3, control],
  [2, check],
]

/** One try, chosen by chance; answers what it was. Rejects with a `Violation`. */
export async function tryOnce(target: Target, number: number, random: Random): Promise<string> {
  const namespace = `fuzz-${number}`
  const round = random.pick(ROUNDS.flatMap(([weight, one]) => Array.from({ length: weight }, () => one)))
  const what = await round(target, namespace, random)
  await fetch(`${target.url}/ns/${namespace}/_mock/reset`, { method: 'POST' })
  await holdNothing(target.url, what)
  return what
}

function oddState(exported: Buffer, random: Random): Buffer {
  if (random.chance(0.2)) return exported
  const at = random.int(0, exported.length - 1)
  return random.pick([
    exported.subarray(0, at),
    Buffer.concat([exported.subarray(0, at), random.bytes(random.int(1, 4)), exported.subarray(at)]),
    Buffer.concat([exported.subarray(0, at), exported.subarray(at + random.int(1, 9))]),
    Buffer.concat([exported, exported]),
  ])
}

async function assets(world: string): Promise<string> {
  return (await fetch(`${world}/_mock/assets`)).text()
}

async function json(url: string, method: string, body: string) {
  const reply = await fetch(url, { method, headers: { 'content-type': 'application/json' }, body })
  return { status: reply.status, body: await reply.text() }
}

/** Holds a refusal of the control API to its shape. */
function holdControl(
  { status, body }: { readonly status: number; readonly body: string },
  what: string,
): void {
  if (status >= 500 && status !== 503 && status !== 507)
    throw new Violation(`${what} failed`, `${status} ${body}`)
  if (status < 400 || status === 422) return
  const { error } = JSON.parse(body) as {
    readonly error?: { readonly code?: string; readonly path?: string }
  }
  if (typeof error?.code !== 'string' || typeof error.path !== 'string')
    throw new Violation(`${what} is refused in another shape`, body)
}
