#!/usr/bin/env node
import { loadCommandLine } from './launch.ts'

/** Whoever reads our output may stop reading; that is no reason to die. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', error => {
    if (!('code' in error && error.code === 'EPIPE')) throw error
  })

process.exitCode = await loadCommandLine().main(process.argv.slice(2))
