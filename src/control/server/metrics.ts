import type { Counts } from '../../http/recording/counts.ts'

/** What the metrics tell besides the counts. */
export interface Gauges {
  /** Undefined where the store is out of reach: the rest is told all the same. */
  readonly storeBytes: number | undefined
  readonly namespaces: number | undefined
}

/** The server's numbers as Prometheus text. The registry lives for one scrape, so that counting costs no request more. */
export async function metricsText(
  counts: Counts,
  { storeBytes, namespaces }: Gauges,
): Promise<{ readonly type: string; readonly text: string }> {
  const { Counter, Gauge, Registry } = await import('prom-client')
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'uploadmock_requests_total',
    help: 'Requests to vendors that ended.',
    labelNames: ['vendor', 'operation', 'outcome'],
    registers,
  })
  for (const { count, ...labels } of counts.requests) requests.inc(labels, count)
  const bytes = new Counter({
    name: 'uploadmock_request_bytes_total',
    help: 'Bytes of request bodies that arrived.',
    labelNames: ['vendor'],
    registers,
  })
  for (const [vendor, count] of counts.bytes) bytes.inc({ vendor }, count)
  const faults = new Counter({
    name: 'uploadmock_faults_fired_total',
    help: 'Requests that an ordered fault struck.',
    labelNames: ['vendor'],
    registers,
  })
  for (const [vendor, count] of counts.faults) faults.inc({ vendor }, count)
  const evictions = new Counter({
    name: 'uploadmock_journal_evictions_total',
    help: 'Entries that journals had no room for any more.',
    registers,
  })
  evictions.inc(counts.evictions)
  const lost = new Counter({
    name: 'uploadmock_journal_lost_total',
    help: 'Entries that could not be written, because the database was out of reach.',
    registers,
  })
  lost.inc(counts.lost)
  for (const [name, help, value] of [
    ['uploadmock_active_uploads', 'Requests with a body that are being served.', counts.active],
    ['uploadmock_store_bytes', 'Bytes that the blob store holds.', storeBytes],
    ['uploadmock_namespaces', 'Namespaces that live.', namespaces],
  ] as const)
    if (value !== undefined) new Gauge({ name, help, registers }).set(value)
  return { type: registry.contentType, text: await registry.metrics() }
}
