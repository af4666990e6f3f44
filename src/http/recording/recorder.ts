import type { IncomingMessage } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../core/clock.ts'
import type { Events } from '../../core/events.ts'
import { DEFAULT_NAMESPACE } from '../../core/namespace.ts'
import type { Problem } from '../../core/problem.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import type { Journal } from '../../storage/journal.ts'
import type { Namespaces } from '../../storage/namespaces.ts'
import { hasBody } from '../body/drain.ts'
import { chooseNamespace } from '../request/choose-namespace.ts'
import { headOf, type RequestStart } from '../request/head.ts'
import type { Rendered } from '../vendor-kit/dialect.ts'
import type { Mount } from '../vendor-kit/mount.ts'
import { bodyOf } from '../vendor-kit/reply.ts'
import type { Counts } from './counts.ts'
import { Recording } from './recording.ts'
import { toJournalResponse } from './response.ts'

declare module 'node:http' {
  interface IncomingMessage {
    /**
     * What the journal will tell of the request. Not in a WeakMap: such keeps what it holds through the quick
     * collections of garbage, and what it holds here is all of an upload, with chunks of its bytes.
     */
    recording?: Recording
  }
}

/** Writes an entry into the journal for each request to a vendor, however it ends. */
export class Recorder {
  readonly #journal: Journal
  readonly #namespaces: Namespaces
  readonly #clock: Clock
  readonly #mediaTypes: MediaTypes
  readonly #newId: () => string
  readonly #events: Events
  readonly #counts: Counts
  readonly #onLost: (error: unknown) => void

  constructor(options: {
    readonly journal: Journal
    readonly namespaces: Namespaces
    readonly clock: Clock
    readonly events: Events
    readonly counts: Counts
    readonly mediaTypes: MediaTypes
    readonly newId: () => string
    /** Hears why an entry could not be written. */
    readonly onLost: (error: unknown) => void
  }) {
    this.#journal = options.journal
    this.#namespaces = options.namespaces
    this.#clock = options.clock
    this.#mediaTypes = options.mediaTypes
    this.#newId = options.newId
    this.#events = options.events
    this.#counts = options.counts
    this.#onLost = options.onLost
  }

  /** Begins the record of a request; it ends with the answer, or with the connection. */
  begin(request: FastifyRequest, reply: FastifyReply, mount: Mount): Recording {
    const { operation, form, policy = form?.policy } = request.routeOptions.config
    const recording = new Recording({
      request,
      mount,
      operation,
      policy,
      mediaTypes: this.#mediaTypes,
      credential: () => mount.mounted.gate.describe(request),
      now: this.#clock.now(),
    })
    // Broken HTTP may be answered before its scope hears of it.
    recording.isTakenOver = request.raw.recording?.isTakenOver === true
    request.raw.recording = recording
    const isUpload = hasBody(request.raw) && !recording.isTakenOver
    if (isUpload) this.#counts.active += 1
    reply.raw.once('close', () => {
      if (isUpload) this.#counts.active -= 1
      if (!recording.isTakenOver) void this.#finish(recording, null)
    })
    return recording
  }

  /** Writes the entry of a request that is answered now: it can be read before the answer can. */
  async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { recording } = request
    if (recording === undefined || recording.isTakenOver) return
    const { raw } = request
    const isGone = reply.raw.destroyed || isCut(raw) || (raw.destroyed && !raw.complete)
    const finished = this.#finish(
      recording,
      isGone
        ? null
        : toJournalResponse(reply.statusCode, reply.getHeaders(), recording.payload, namesOf(recording)),
    )
    // Where a store is out of reach the answer has waited for it long enough.
    if (!recording.isUnserved) await finished
  }

  /** Takes over the record of a request that is answered past its scope, or that never reached one. */
  stray(
    mount: Mount,
    raw: RequestStart & Pick<IncomingMessage, 'recording'>,
    sentUrl: string,
    refused: { readonly problem: Problem; readonly words: Rendered['words'] },
  ): Recording {
    const recording = raw.recording ?? this.#strayRecording(mount, raw, sentUrl)
    raw.recording = recording
    recording.refuse(refused.problem, undefined, refused.words)
    recording.isTakenOver = true
    return recording
  }

  /** Writes the entry of a request that was taken over. */
  settle(recording: Recording, { status, headers = {}, ...rendered }: Rendered, isGone: boolean): void {
    const response = isGone
      ? null
      : toJournalResponse(status, headers, bodyOf({ status, ...rendered }), namesOf(recording))
    void this.#finish(recording, response)
  }

  #strayRecording(mount: Mount, raw: RequestStart, sentUrl: string): Recording {
    const request = {
      id: this.#newId(),
      head: headOf(raw, sentUrl),
      params: {},
      body: undefined,
      bodyText: undefined,
      bodyBytes: undefined,
      raw: raw as IncomingMessage, // of which no more is read than a start has
    }
    return new Recording({
      request,
      mount,
      operation: undefined,
      policy: undefined,
      mediaTypes: this.#mediaTypes,
      credential: () => null,
      now: this.#clock.now(),
    })
  }

  async #finish(recording: Recording, response: Parameters<Recording['toEntry']>[0]): Promise<void> {
    if (recording.isFinished) return
    recording.isFinished = true
    try {
      await recording.settled()
      recording.namespace ??= await this.#namespaces.open(nameOf(recording))
      const entry = recording.toEntry(response)
      this.#counts.count(entry)
      this.#counts.evictions += await this.#journal.add(recording.namespace, entry)
      this.#events.emit(recording.namespace.name, { type: 'request', id: recording.request.id })
    } catch (error) {
      // What the request did is done: its client must hear of that, whether the journal tells it or not.
      this.#counts.lost += 1
      this.#onLost(error)
    }
  }
}

function namesOf({ mount }: Recording): readonly string[] {
  return mount.vendor.secretNames
}

/** The namespace that a request names where none was chosen yet. */
function nameOf({ request }: Recording): string {
  try {
    return chooseNamespace(request.head, undefined)
  } catch {
    return DEFAULT_NAMESPACE
  }
}

/** Whether the connection is gone; a request that was destroyed has none any more. */
function isCut({ socket }: { readonly socket: { readonly destroyed: boolean } | null }): boolean {
  return socket === null || socket.destroyed
}
