/** A request that works, for documents and for tests that run it. `{{name}}` stands for a captured value. */
export interface OperationExample {
  readonly operation: string
  readonly method: string
  /** Path and query behind the server's address, or a captured address. */
  readonly path: string
  /** `none`: it shows no credential. By its vendor's `security` where this is left out. */
  readonly auth?: 'none'
  readonly body?:
    | { readonly json: unknown }
    | { readonly urlencoded: { readonly [name: string]: string } }
    | { readonly form: readonly ExamplePart[] }
    | { readonly file: string; readonly type: string }
  /** What the server answers. */
  readonly status: number
  /** Values of the JSON reply that later examples use: a name, and the path of keys to the value. */
  readonly capture?: { readonly [name: string]: readonly string[] }
}

/** A part of an example's form: a text, or a file of `fixtures/media`. */
export type ExamplePart =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly file: string; readonly type: string }
