/**
 * What a walk over an image asks for next: `take` bytes to look at, `skip` bytes it does not need, or the bytes up to
 * and including `find`. `open` says that pixels have begun: a file that ends now is cut.
 */
type Step =
  | { readonly take: number; readonly open: boolean }
  | { readonly skip: number; readonly open: boolean }
  | { readonly find: Buffer; readonly open: boolean }

/**
 * A walk over one image: yields steps, is given the bytes that it took, and returns when the image is complete or is of
 * no kind that it knows.
 */
type Walk = Generator<Step, void, Buffer>

const NOTHING = Buffer.alloc(0)

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
  #held: Buffer = NOTHING
  /** How much of what is held was passed. */
  #at = 0
  #skipped = 0

  /** `type` is the sniffed one; a type that is no image we know is never cut. */
  constructor(type: string | undefined) {
    this.#walk = (WALKS[type ?? ''] ?? nothing)()
    this.#advance(NOTHING)
  }

  /** Whether the image, if it ended here, would be cut. */
  get isCut(): boolean {
    return this.#step?.open === true
  }

  /** Looks at the next bytes. */
  push(chunk: Uint8Array): void {
    if (this.#step === undefined) return
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    const left = this.#held.subarray(this.#at)
    const isApart = left.length === 0 || endsApart(this.#step, left, bytes)
    this.#held = isApart ? bytes : Buffer.concat([left, bytes])
    this.#at = 0
    while (this.#step !== undefined && this.#serve(this.#step)) {}
  }

  #serve(step: Step): boolean {
    const { length } = this.#held
    if ('take' in step) {
      if (length - this.#at < step.take) return false
      const begin = this.#at
      this.#at += step.take
      this.#advance(this.#held.subarray(begin, this.#at))
      return true
    }
    if ('skip' in step) {
      const part = Math.min(step.skip - this.#skipped, length - this.#at)
      this.#at += part
      this.#skipped += part
      if (this.#skipped < step.skip) return false
      this.#skipped = 0
      this.#advance(NOTHING)
      return true
    }
    const found = this.#held.indexOf(step.find, this.#at)
    this.#at = found >= 0 ? found + step.find.length : Math.max(this.#at, length - step.find.length + 1)
    if (found >= 0) this.#advance(NOTHING)
    return found >= 0
  }

  #advance(bytes: Buffer): void {
    const next = this.#walk.next(bytes)
    this.#step = next.done === true ? undefined : next.value
  }
}

/** Whether what is searched for does not lie across the seam: then the chunk need not be copied. */
function endsApart(step: Step, left: Buffer, bytes: Buffer): boolean {
  if (!('find' in step)) return false
  return !Buffer.concat([left, bytes.subarray(0, step.find.length - 1)]).includes(step.find)
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
    if (length > 2) yield { skip: length - 2, open: false }
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
    // Each block with the length of the next: there may be millions of one byte.
    let length = (yield { take: 1, open: pixels })[0] ?? 0
    while (length > 0) length = (yield { take: length + 1, open: pixels })[length] ?? 0
  }
}

function* colourTable(flags: number, open: boolean): Walk {
  if ((flags & 0x80) !== 0) yield { skip: 3 * 2 ** ((flags & 0x07) + 1), open }
}
