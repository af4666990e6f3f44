import { validateConfigFile } from '../config.ts'
import { positionals, readArguments } from './arguments.ts'
import { type Command, UsageError } from './command.ts'

/** Checks a configuration file and names the line of every mistake. */
export const validate: Command = async run => {
  const [file] = positionals(readArguments(run.args, {}).positionals, 1)
  if (file === undefined) throw new UsageError('validate needs a file: uploadmock validate uploadmock.yaml')
  await validateConfigFile(file, run.vendors)
  run.print(`${file} is valid`)
  return 0
}
