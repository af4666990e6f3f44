/** Bytes in order, once: a request body, a form part, a file, a test's generator. */
export type Bytes = AsyncIterable<Uint8Array>
