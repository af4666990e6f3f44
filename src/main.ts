#!/usr/bin/env node
import module from 'node:module'

// Where Node can, it keeps what it compiled: the next start is faster. Before anything else is loaded.
;(module as { readonly enableCompileCache?: () => void }).enableCompileCache?.()

/** Whoever reads our output may stop reading; that is no reason to die. */
for (const stream of [process.stdout, process.stderr])
  stream.on('error', error => {
    if (!('code' in error && error.code === 'EPIPE')) throw error
  })

const { main } = await import('./cli/main.ts')
process.exitCode = await main(process.argv.slice(2))
