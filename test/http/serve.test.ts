import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pino } from 'pino'
import { expect, it, onTestFinished } from 'vitest'
import { createApp } from '../../src/app.ts'
import { makeConfig } from '../../src/config.ts'
import { vendors } from '../../src/vendors/index.ts'

const SRC = resolve(import.meta.dirname, '../../src')

/** The names that source files add to Fastify's requests. */
function addedNames(): readonly string[] {
  const texts = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => readFileSync(join(SRC, file), 'utf8'))
  const bodies = texts.flatMap(text => [
    ...text.matchAll(/\n {2}interface FastifyRequest \{\n(.*?)\n {2}\}/gs),
  ])
  return bodies.flatMap(([, body = '']) =>
    [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, name = '']) => name),
  )
}

it('gives each request, from its beginning, all that files add to it', async () => {
  const config = makeConfig({}, vendors)
  const app = await createApp({ config, vendors, logger: pino({ level: 'silent' }), misfits: 'throw' })
  onTestFinished(() => app.close())
  const added = addedNames()
  expect(added).toEqual(expect.arrayContaining(['head', 'fault', 'isContinued', 'judgement']))
  expect(added.filter(name => !app.hasRequestDecorator(name))).toEqual([])
})
