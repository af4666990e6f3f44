import { createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import FormData from 'form-data'
import type { ExamplePart } from '../../../src/http/vendor-kit/examples.ts'

/** A form of the `form-data` package, its files as streams of unknown length: it goes out in chunks. */
export function formDataBody(parts: readonly ExamplePart[]): FormData {
  const form = new FormData()
  for (const part of parts)
    if ('file' in part)
      form.append(part.name, openFixture(part.file), { filename: part.file, contentType: part.type })
    else form.append(part.name, part.value)
  return form
}

/** A fixture as a stream. */
export function openFixture(name: string) {
  return createReadStream(fileURLToPath(new URL(`../../../fixtures/media/${name}`, import.meta.url)))
}
