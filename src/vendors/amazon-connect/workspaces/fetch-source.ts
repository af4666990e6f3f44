import type { ServerResponse } from 'node:http'
import type { Bytes } from '../../../core/bytes.ts'
import { ApiError } from '../../../core/problem.ts'
import type { Settings } from '../config.ts'

/** Whether the configuration lets this server fetch from the address's host. */
export function mayFetch(url: URL, { hosts }: Settings['fetchMediaSource']): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return hosts.some(listed => [url.hostname, `${url.hostname}:${port}`].includes(listed.toLowerCase()))
}

/**
 * The bytes behind a MediaSource: at most `maxBytes`, within `timeoutMs`, while `answer` is wanted, and never from
 * where a redirect leads. Throws an `invalid` problem for anything else than a whole file.
 */
export async function* fetchSource(
  url: URL,
  limits: Settings['fetchMediaSource'],
  answer: ServerResponse,
): Bytes {
  if (url.username !== '' || url.password !== '') throw unfetchable('it holds a credential')
  const unwanted = new AbortController()
  answer.once('close', () => unwanted.abort())
  const signal = AbortSignal.any([AbortSignal.timeout(limits.timeoutMs), unwanted.signal])
  try {
    const response = await fetch(url, { redirect: 'manual', signal })
    if (response.status !== 200 || response.body === null) {
      await response.body?.cancel()
      throw unfetchable(`it answers ${response.status}`)
    }
    let bytes = 0
    for await (const chunk of response.body) {
      bytes += chunk.length
      if (bytes > limits.maxBytes) throw unfetchable(`it has more than ${limits.maxBytes} bytes`)
      yield chunk
    }
    if (bytes === 0) throw unfetchable('it is empty')
  } catch (error) {
    if (error instanceof ApiError) throw error
    // The error's own message may quote the address, and what is secret in it.
    throw unfetchable(error instanceof Error ? error.name : 'unknown error', error)
  }
}

function unfetchable(reason: string, cause?: unknown): ApiError {
  const issue = { path: 'body.MediaSource', message: `can't be fetched: ${reason}`, missing: false }
  return new ApiError({ kind: 'invalid', issues: [issue] }, { cause })
}
