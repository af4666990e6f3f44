import type { JournalEntry } from '../../core/journal.ts'
import { addressOf } from './address.ts'

/** An entry as an HTTP Archive of one exchange, without bodies of files. Source: http://www.softwareishard.com/blog/har-12-spec/ */
export function toHar(entry: JournalEntry, origin: string, version: string): object {
  const { response, headers, query } = entry
  return {
    log: {
      version: '1.2',
      creator: { name: 'uploadmock', version },
      entries: [
        {
          startedDateTime: new Date(entry.receivedAt).toISOString(),
          time: entry.durationMs,
          request: {
            method: entry.method,
            url: addressOf(entry, origin, new URLSearchParams(query).toString()),
            httpVersion: 'HTTP/1.1',
            cookies: [],
            headers: pairs(headers),
            queryString: pairs(query),
            ...(entry.bodyBytes > 0 && { postData: postData(entry) }),
            headersSize: -1,
            bodySize: entry.bodyBytes,
          },
          response: {
            status: response?.status ?? 0,
            statusText: '',
            httpVersion: 'HTTP/1.1',
            cookies: [],
            headers: pairs(response?.headers ?? {}),
            content: {
              size: response?.body?.length ?? -1,
              mimeType: response?.headers['content-type'] ?? '',
              ...(response?.body !== null && response?.body !== undefined && { text: response.body }),
            },
            redirectURL: '',
            headersSize: -1,
            bodySize: -1,
          },
          cache: {},
          timings: { send: 0, wait: entry.durationMs, receive: 0 },
          comment: `${entry.vendor} ${entry.operation ?? ''} ${entry.outcome}`,
        },
      ],
    },
  }
}

function postData({ headers, parts, body }: JournalEntry): object {
  const mimeType = headers['content-type'] ?? ''
  if (parts.length === 0) return { mimeType, text: body === null ? '' : JSON.stringify(body) }
  const params = parts.map(({ name, filename, declaredType }) => ({
    name,
    ...(filename !== null && { fileName: filename }),
    ...(declaredType !== null && { contentType: declaredType }),
  }))
  return { mimeType, params }
}

function pairs(values: { readonly [name: string]: string }): readonly object[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }))
}
