import type { RequestInfo } from '../client/request-info.ts'
import type { RequestFilter } from '../client/requests.ts'
import { OUTCOMES } from '../core/journal.ts'
import { positionals } from './arguments.ts'
import { type Command, UsageError } from './command.ts'
import { readRemote } from './remote.ts'
import { table } from './table.ts'

/** Lists the requests that a running server got, or explains one of them. */
export const requests: Command = async run => {
  const remote = await readRemote(run, ['vendor', 'operation', 'outcome', 'json'])
  const [id] = positionals(remote.positionals, 1)
  const { vendor, operation, outcome, json = false } = remote.values
  if (outcome !== undefined && !OUTCOMES.some(one => one === outcome))
    throw new UsageError(`--outcome is one of ${OUTCOMES.join(', ')}`)
  if (vendor !== undefined && !run.vendors.some(({ name }) => name === vendor))
    throw new UsageError(`no vendor ${vendor}: there are ${run.vendors.map(({ name }) => name).join(', ')}`)
  const journal = remote.namespace.requests
  if (id !== undefined) {
    run.print(json === true ? JSON.stringify(await journal.get(id)) : await journal.explain(id))
    return 0
  }
  // Keeps only what was given: the query would carry `undefined`.
  const named = Object.entries({ vendor, operation, outcome }).filter(([, value]) => value !== undefined)
  const found = await journal.list(Object.fromEntries(named) as RequestFilter)
  if (json === true) for (const request of found) run.print(JSON.stringify(request))
  else for (const line of toLines(found)) run.print(line)
  return 0
}

function toLines(found: readonly RequestInfo[]): readonly string[] {
  if (found.length === 0) return ['no requests']
  return table([
    ['TIME', 'VENDOR', 'OPERATION', 'OUTCOME', 'STATUS', 'MS', 'ID', 'FINDINGS'],
    ...found.map(one => [
      one.receivedAt.slice(11, 23),
      one.vendor,
      one.operation ?? '-',
      one.outcome,
      String(one.response?.status ?? '-'),
      String(Math.round(one.durationMs)),
      one.id,
      one.findings
        .filter(({ severity }) => severity !== 'note')
        .map(({ rule }) => rule)
        .join(', '),
    ]),
  ])
}
