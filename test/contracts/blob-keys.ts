import type { BlobStore } from '../../src/storage/blobs.ts'

const NAME_BYTES = 16

/** `a/1/one` as a key that a server may give: the name's letters in a UUID's digits, so that a beginning stays one. */
export function blobKey(words: string): string {
  const [namespace = '', generation = '', name = ''] = words.split('/')
  return [namespace, generation, asUuid(Buffer.from(name.padEnd(NAME_BYTES, '\0')).toString('hex'))].join('/')
}

/** The words that a key was made of. */
export function wordsOf(key: string): string {
  const [namespace = '', generation = '', uuid = ''] = key.split('/')
  const name = Buffer.from(uuid.replaceAll('-', ''), 'hex').toString().replaceAll('\0', '')
  return [namespace, generation, name].join('/')
}

/** A store whose keys a test names by words. */
export function namedByWords(store: BlobStore): BlobStore {
  return {
    put: (key, source) => store.put(blobKey(key), source),
    get: (key, range) => store.get(blobKey(key), range),
    size: key => store.size(blobKey(key)),
    delete: key => store.delete(blobKey(key)),
    async *keys(prefix) {
      for await (const key of store.keys(prefix === undefined ? undefined : asPrefix(prefix)))
        yield wordsOf(key)
    },
    drop: prefix => store.drop(prefix),
    usedBytes: () => store.usedBytes(),
    close: () => store.close(),
  }
}

/** The beginning of a name is that of its digits, as long as no hyphen comes between. */
function asPrefix(words: string): string {
  const [namespace = '', generation = '', ...name] = words.split('/')
  if (name.length === 0) return words
  return `${namespace}/${generation}/${Buffer.from(name.join('/')).toString('hex')}`
}

function asUuid(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
