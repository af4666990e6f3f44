import { positionals } from './arguments.ts'
import type { Command } from './command.ts'
import { readRemote } from './remote.ts'

/** Resets a namespace of a running server, or all of them. */
export const reset: Command = async run => {
  const remote = await readRemote(run, ['all'])
  positionals(remote.positionals, 0)
  const { all = false } = remote.values
  await remote.call('POST', all === true ? '/reset?all=true' : '/reset')
  run.print(all === true ? 'every namespace is reset' : `namespace ${remote.namespace.name} is reset`)
  return 0
}
