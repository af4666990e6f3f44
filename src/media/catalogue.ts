import { type Beginning, MEDIA_TYPES, type MediaType, type MediaTypeRow } from '../core/media-types.ts'
import { SNIFF_BYTES, Sniffer } from './sniff.ts'

/** Every media type that one server knows: those of all, and its vendors' own. */
export class MediaTypes {
  /** Their names, in the order of the rows. */
  readonly names: readonly MediaType[]
  readonly #byName = new Map<string, MediaType>()
  readonly #byExtension = new Map<string, MediaType>()
  /** What files of a type may show, where its bytes tell anything. */
  readonly #shown: ReadonlyMap<string, ReadonlySet<string>>
  readonly #sniffer: Sniffer

  /** Throws where two rows claim one name or one extension. */
  constructor(own: readonly MediaTypeRow[]) {
    const rows = [...MEDIA_TYPES, ...own]
    for (const { name, synonyms, extensions } of rows) {
      for (const one of [name, ...synonyms]) claim(this.#byName, one, name)
      for (const one of extensions) claim(this.#byExtension, one, name)
    }
    this.names = rows.map(({ name }) => name)
    this.#sniffer = new Sniffer(rows)
    const told = rows.filter(({ begins, markup }) => begins.length + markup.length > 0)
    this.#shown = new Map(told.map(({ name, begins }) => [name, new Set([name, ...this.#shownBy(begins)])]))
  }

  /** A declared type without its parameters, in lower case, under the name that it has here. */
  normal(declared: string): string {
    const bare = (declared.split(';')[0] ?? '').trim().toLowerCase()
    return this.#byName.get(bare) ?? bare
  }

  /** The type that a file's name says; undefined where it says none that is known. */
  ofName(filename: string): MediaType | undefined {
    return this.#byExtension.get(/\.([^./\\]+)$/.exec(filename)?.[1]?.toLowerCase() ?? '')
  }

  /** The type that a file's first bytes show, of which the first 64 are enough; undefined where they show none. */
  ofContent(head: Uint8Array): MediaType | undefined {
    return this.#sniffer.typeOf(head)
  }

  /** Whether first bytes can tell that a file is of this type. */
  isTold(type: string): boolean {
    return this.#shown.has(type)
  }

  /** Whether a file whose bytes show one type may be of another: several types begin alike. */
  mayBe(type: string, shown: string): boolean {
    return type === shown || this.#shown.get(type)?.has(shown) === true
  }

  #shownBy(begins: readonly Beginning[]): readonly string[] {
    return begins.flatMap(marks => this.#sniffer.typeOf(exampleOf(marks)) ?? [])
  }
}

function claim(taken: Map<string, MediaType>, name: string, by: MediaType): void {
  const other = taken.get(name)
  if (other !== undefined) throw new Error(`${name} is ${other} already: ${by} can't have it`)
  taken.set(name, by)
}

/** The shortest file that begins with these marks. */
function exampleOf(marks: Beginning): Uint8Array {
  const bytes = Buffer.alloc(SNIFF_BYTES)
  for (const { at, bytes: text } of marks) bytes.write(text, at, 'latin1')
  return bytes
}
