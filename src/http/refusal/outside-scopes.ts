import type { Clock } from '../../core/clock.ts'
import { CONTROL_PREFIX, splitNamespace } from '../../core/namespace.ts'
import type { Problem } from '../../core/problem.ts'
import { findingHeaders, tellsFindings } from '../findings/headers.ts'
import type { Recorder } from '../recording/recorder.ts'
import { headOf, type RequestStart } from '../request/head.ts'
import type { Rendered } from '../vendor-kit/dialect.ts'
import type { KnownPaths } from '../vendor-kit/known-paths.ts'
import { type Mount, mountOf } from '../vendor-kit/mount.ts'
import { json } from '../vendor-kit/reply.ts'
import { renderProblem } from './render.ts'

/** The control API's paths, and how it says problems. */
export interface ControlWords {
  readonly paths: KnownPaths
  render(problem: Problem): Rendered
}

/** An answer, and the way to have the journal tell of it. */
export interface Said {
  readonly rendered: Rendered
  /** Writes the entry. `isGone`: the client went away before it could read the answer. */
  record(isGone: boolean): void
}

/** Answers requests that reach no scope, be they broken or at an unknown path, in the words of whose path it is. */
export class OutsideScopes {
  readonly #mounts: readonly Mount[]
  readonly #recorder: Recorder
  readonly #clock: Clock
  readonly #control: ControlWords
  readonly #explains: boolean

  constructor(options: {
    /** Whether replies tell what the journal says of them. */
    readonly explains: boolean
    readonly mounts: readonly Mount[]
    readonly recorder: Recorder
    readonly clock: Clock
    readonly control: ControlWords
  }) {
    this.#mounts = options.mounts
    this.#recorder = options.recorder
    this.#clock = options.clock
    this.#control = options.control
    this.#explains = options.explains
  }

  /**
   * Says a problem; `raw` is undefined where not even a request's first line is known. A path that no route took may
   * be one of a method that no scope routes: PROPFIND, QUERY and their like.
   */
  answer(found: Problem, raw: RequestStart | undefined, sentUrl: string): Rendered {
    const { rendered, record } = this.say(found, raw, sentUrl)
    record(false)
    return rendered
  }

  /** Like `answer`, for a connection that shows only later whether anybody is left to read. */
  say(found: Problem, raw: RequestStart | undefined, sentUrl: string): Said {
    if (raw === undefined) return unrecorded(ownWords(found))
    const path = pathOf(sentUrl)
    const { paths, render } = this.#control
    const isControl = path === CONTROL_PREFIX || path.startsWith(`${CONTROL_PREFIX}/`)
    const mount = mountOf(this.#mounts, path)
    const known = isControl ? paths : mount?.paths
    const problem =
      found.kind === 'unknown-path' && known !== undefined ? known.refusalOf(headOf(raw, sentUrl)) : found
    if (isControl) return unrecorded(render(problem))
    if (mount === undefined) return unrecorded(ownWords(problem))
    const rendered = renderProblem(mount.mounted, problem, { raw, sentUrl, clock: this.#clock })
    const recording = this.#recorder.stray(mount, raw, sentUrl, { problem, words: rendered.words })
    const told = tellsFindings(this.#explains, raw.headers)
      ? findingHeaders(recording.request.id, recording.findings())
      : {}
    const whole = { ...rendered, headers: { ...rendered.headers, ...told } }
    return { rendered: whole, record: isGone => this.#recorder.settle(recording, whole, isGone) }
  }
}

function unrecorded(rendered: Rendered): Said {
  return { rendered, record: () => {} }
}

/** For paths that are no vendor's. */
function ownWords(problem: Problem): Rendered {
  if (problem.kind === 'timeout') return json(408, { message: 'Request Timeout' })
  if (problem.kind === 'internal') return json(500, { message: 'Internal Server Error' })
  if (problem.kind !== 'malformed')
    return json(404, {
      message: `Not Found: no vendor has this path. GET ${CONTROL_PREFIX}/policies lists what there is.`,
    })
  return json(problem.what === 'headers' ? 431 : 400, { message: problem.message })
}

function pathOf(sentUrl: string): string {
  return splitNamespace(sentUrl).url.split('?')[0] ?? '/'
}
