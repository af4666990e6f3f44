/**
 * What a walk over an image asks for next: `take` bytes to look at, `skip` bytes it does not need, or the bytes up to
 * and including `find`. `open` says that pixels have begun: a file that ends now is cut.
 */
type Step =
  | { readonly take: number; readonly open: boolean }
  | { readonly skip: number; readonly open: boolean }
  | { readonly find: Buffer; readonly open: boolean }

/** Yields steps, is given the bytes that it took, and returns when the image is complete or is none that it knows. */
type Walk = Generator<Step, void, Buffer>

const WALKS: { readonly [type: string]: () => Walk } = {
  'image/jpeg': jpeg,
  'image/png': png,
  'image/gif': gif,
}

/**
 * Watches an image pass and tells at the end whether it was cut: its pixels began and never ended. It decodes
 * nothing, and what it can't follow counts as whole, so padding behind an image and tiny stand-ins pass.
 */
export class WholeImageWatch {
  readonly #walk: Walk
  #step: Step | undefined
  #held: Buffer = Buffer.alloc(0)
  #skipped = 0

  /** `type` is the sniffed one; a type that is no image we know is never cut. */
  constructor(type: string | undefined) {
    this.#walk = (WALKS[type ?? ''] ?? nothing)()
    this.#advance(Buffer.alloc(0))
  }

  /** Whether the image, if it ended here, would be cut. */
  get isCut(): boolean {
    return this.#step?.open === true
  }

  /** Looks at the next bytes. */
  push(chunk: Uint8Array): void {
    if (this.#step === undefined) return
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const isApart = this.#held.length === 0 || this.#endsApart(this.#step, bytes)
    this.#held = isApart ? bytes : Buffer.concat([this.#held, bytes])
    while (this.#step !== undefined && this.#serve(this.#step)) {}
  }

  /** Whether what is searched for does not lie across the seam: then the chunk need not be copied. */
  #endsApart(step: Step, bytes: Buffer): boolean {
    if (!('find' in step)) return false
    return !Buffer.concat([this.#held, bytes.subarray(0, step.find.length - 1)]).includes(step.find)
  }

  #serve(step: Step): boolean {
    if ('take' in step) {
      if (this.#held.length < step.take) return false
      this.#advance(this.#cut(step.take))
      return true
    }
    if ('skip' in step) {
      const part = Math.min(step.skip - this.#skipped, this.#held.length)
      this.#cut(part)
      this.#skipped += part
      if (this.#skipped < step.skip) return false
      this.#skipped = 0
      this.#advance(Buffer.alloc(0))
      return true
    }
    const at = this.#held.indexOf(step.find)
    if (at >= 0) this.#advance(this.#cut(at + step.find.length))
    else this.#cut(Math.max(0, this.#held.length - step.find.length + 1))
    return at >= 0
  }

  #cut(length: number): Buffer {
    const head = this.#held.subarray(0, length)
    this.#held = this.#held.subarray(length)
    return head
  }

  #advance(bytes: Buffer): void {
    const next = this.#walk.next(bytes)
    this.#step = next.done === true ? undefined : next.value
  }
}

function* nothing(): Walk {}

function* png(): Walk {
  yield { skip: 8, open: false }
  for (let pixels = false; ; ) {
    const head: Buffer = yield { take: 8, open: pixels }
    const type: string = head.toString('latin1', 4)
    if (type === 'IEND' || !/^[A-Za-z]{4}$/.test(type)) return
    pixels ||= type === 'IDAT'
    yield { skip: head.readUInt32BE(0) + 4, open: pixels }
  }
}

const END_OF_IMAGE = Buffer.from([0xff, 0xd9])
const START_OF_SCAN = 0xda

function* jpeg(): Walk {
  yield { skip: 2, open: false }
  for (;;) {
    const head = yield { take: 4, open: false }
    const length = head.readUInt16BE(2)
    if (head[0] !== 0xff || length < 2) return
    if (head[1] === START_OF_SCAN) break
    yield { skip: length - 2, open: false }
  }
  // In the scans a byte ff is data only before 00 or a restart marker, so that ff d9 is the end.
  yield { find: END_OF_IMAGE, open: true }
}

function* gif(): Walk {
  yield { skip: 6, open: false }
  const screen = yield { take: 7, open: false }
  yield* colourTable(screen[4] ?? 0, false)
  for (let pixels = false; ; ) {
    const introducer = (yield { take: 1, open: pixels })[0]
    if (introducer === 0x21) yield { skip: 1, open: pixels }
    else if (introducer === 0x2c) {
      pixels = true
      const image = yield { take: 9, open: pixels }
      yield* colourTable(image[8] ?? 0, pixels)
      yield { skip: 1, open: pixels }
    } else return
    for (;;) {
      const length = (yield { take: 1, open: pixels })[0] ?? 0
      if (length === 0) break
      yield { skip: length, open: pixels }
    }
  }
}

function* colourTable(flags: number, open: boolean): Walk {
  if ((flags & 0x80) !== 0) yield { skip: 3 * 2 ** ((flags & 0x07) + 1), open }
}
