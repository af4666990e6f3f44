import { createReadStream } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { loadConfig } from '../config.ts'
import { configuredPolicies } from '../configured-policies.ts'
import type { MediaType } from '../core/media-types.ts'
import type { MediaPolicy } from '../core/policy.ts'
import { printable } from '../core/text.ts'
import { type EndpointVerdict, type Judges, judgeAtEndpoints } from '../http/vendor-kit/check.ts'
import { MediaTypes } from '../media/catalogue.ts'
import { fitImage, TooManyPixels } from '../media/image.ts'
import { type FileFacts, inspect, MAX_CHECKED_BYTES } from '../media/inspect.ts'
import { readConfigArguments } from './arguments.ts'
import { type Command, UsageError } from './command.ts'
import { table } from './table.ts'

/** Says for each endpoint of each vendor whether files would pass; exit code 1 if one would not. */
export const check: Command = async run => {
  const { values, positionals: files } = readConfigArguments(run.args, ['vendor', 'json', 'fix'])
  const { vendor, json = false, fix, ...options } = values
  if (files.length === 0) throw new UsageError('check needs a file: uploadmock check logo.png')
  const vendors = run.vendors.filter(({ name }) => vendor === undefined || name === vendor)
  if (vendors.length === 0)
    throw new UsageError(`no vendor ${vendor}: there are ${run.vendors.map(({ name }) => name).join(', ')}`)
  if (fix !== undefined && files.length > 1) throw new UsageError('--fix takes one file at a time')
  const config = await loadConfig({ environment: run.environment, options }, run.vendors)
  const judges = {
    policy: configuredPolicies(config, run.vendors),
    mediaTypes: new MediaTypes(run.vendors.flatMap(({ mediaTypes }) => mediaTypes)),
  }

  const checked = []
  for (const file of files) {
    const facts = await inspectFile(file, judges)
    checked.push({ file, facts, endpoints: judgeAtEndpoints(facts, vendors, judges) })
  }
  const [first] = checked
  if (typeof fix === 'string' && first !== undefined && !passes(first.endpoints)) {
    await writeFitting(
      first.file,
      fix,
      first.endpoints.map(endpoint => judges.policy(endpoint.policy)),
      judges,
    )
    const facts = await inspectFile(fix, judges)
    checked.push({ file: fix, facts, endpoints: judgeAtEndpoints(facts, vendors, judges) })
  }
  if (json === true) run.print(JSON.stringify(checked.map(toJson)))
  else
    for (const { facts, endpoints } of checked) for (const line of toLines(facts, endpoints)) run.print(line)
  const decisive = typeof fix === 'string' ? checked.slice(-1) : checked
  return decisive.every(({ endpoints }) => passes(endpoints)) ? 0 : 1
}

async function inspectFile(file: string, { mediaTypes }: Judges): Promise<FileFacts> {
  const found = await stat(file)
  if (!found.isFile()) throw new UsageError(`${file} is not a file`)
  if (found.size === 0) throw new UsageError(`${file} is empty`)
  if (found.size > MAX_CHECKED_BYTES)
    throw new UsageError(`${file} has ${found.size} bytes: no vendor takes more than ${MAX_CHECKED_BYTES}`)
  return inspect(createReadStream(file), basename(file), mediaTypes)
}

/** Writes an image that passes at all endpoints. Throws `UsageError` where none can be made. */
async function writeFitting(
  file: string,
  target: string,
  policies: readonly MediaPolicy[],
  { mediaTypes }: Judges,
): Promise<void> {
  const images = ['image/jpeg', 'image/png', 'image/gif'] as const
  const accepted = (type: MediaType) =>
    policies.every(({ types }) => types.value.includes(type) || types.value.includes('*'))
  const byName = mediaTypes.ofName(target)
  if (byName === undefined)
    throw new UsageError(`${target} needs an ending that says its type: .jpg, .png or .gif`)
  const types = images.filter(type => accepted(type) && byName === type)
  if (types.length === 0)
    throw new UsageError(
      `${target} can't be made: all chosen endpoints take ${images.filter(accepted).join(', ') || 'no image type in common'}`,
    )
  const maxBytes = Math.min(...policies.map(policy => policy.maxBytes.value))
  const fitted = await fitImage(await readFile(file), { maxBytes, types }).catch((error: unknown) => {
    if (error instanceof TooManyPixels)
      throw new UsageError(`${file} has ${error.megapixels} megapixels: too many to encode it anew here`)
    throw new UsageError(`${file} is not an image that can be encoded anew`, { cause: error })
  })
  if (fitted === undefined) throw new UsageError(`${file} can't be made to fit into ${maxBytes} bytes`)
  await writeFile(target, fitted.bytes)
}

function passes(endpoints: readonly EndpointVerdict[]): boolean {
  return endpoints.every(endpoint => endpoint.passes)
}

function toJson({
  file,
  facts,
  endpoints,
}: {
  file: string
  facts: FileFacts
  endpoints: readonly EndpointVerdict[]
}) {
  const { bytes, declaredType = null, sniffedType = null } = facts
  return { file, bytes, declaredType, sniffedType, endpoints }
}

function toLines(
  { filename, bytes, sniffedType }: FileFacts,
  endpoints: readonly EndpointVerdict[],
): readonly string[] {
  const rows = table(
    endpoints.map(({ vendor, route, passes }) => [vendor, passes ? 'passes' : 'REFUSED', route]),
  )
  const lines = endpoints.flatMap(({ verdicts }, at) => [
    rows[at] ?? '',
    ...verdicts.flatMap(({ severity, expected, found, mend, evidence, source }) => [
      printable(`    ${severity}: expected ${expected}; found ${found}`),
      `      ${mend}`,
      `      ${evidence}: ${source}`,
    ]),
  ])
  return [printable(`${filename}: ${bytes} bytes, ${sniffedType ?? 'of an unknown type'}`), '', ...lines, '']
}
