import type { IncomingMessage } from 'node:http'
import type { FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Clock } from '../core/clock.ts'
import type { Namespace } from '../core/namespace.ts'
import type { MediaPolicy } from '../core/policy.ts'
import type { Counts } from '../http/recording/counts.ts'
import { originOf, type PublicUrlOptions } from '../http/request/public-url.ts'
import type { KnownPaths } from '../http/vendor-kit/known-paths.ts'
import type { Mount } from '../http/vendor-kit/mount.ts'
import type { MediaTypes } from '../media/catalogue.ts'
import type { Namespaces } from '../storage/namespaces.ts'
import type { Stores } from '../storage/stores.ts'
import type { Assets } from './assets/assets.ts'
import type { GuardOptions } from './guard.ts'

/** What the control API steers and shows. */
export interface ControlOptions {
  readonly stores: Stores
  readonly namespaces: Namespaces
  /** The machine's time. */
  readonly clock: Clock
  readonly counts: Counts
  /** The vendors at their places. */
  readonly mounts: readonly Mount[]
  /** Filled with the control API's own paths. */
  readonly paths: KnownPaths
  policy(id: string): MediaPolicy
  readonly mediaTypes: MediaTypes
  readonly guard: GuardOptions
  readonly urls: PublicUrlOptions
  readonly version: string
  /** How much of a stream of events may wait for its client, in bytes. */
  readonly unreadBytes: number
  /** Lets a request wait for longer than others may. */
  letBeSlow(raw: IncomingMessage): void
}

/** What the control API's routes share. */
export interface ControlScope extends ControlOptions {
  readonly assets: Assets
  /** The namespace that a request names, in its present generation. */
  namespaceOf(request: FastifyRequest): Promise<Namespace>
  /** Its name. */
  nameOf(request: FastifyRequest): string
}

/** The address by which a request reached this server, or the configured one. */
export function originFor(request: FastifyRequest, { publicUrl, trustProxy }: PublicUrlOptions): string {
  return publicUrl ?? originOf(request.head, trustProxy)
}

/** Names one thing by its id. */
export const idParams = z.object({ id: z.string().min(1) })

/** A yes or no in a query. */
export const flag = z.enum(['true', 'false']).default('false')

/** A whole number in a query, from 0 on; an empty text is not one. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'must be a whole number')
  .transform(Number)
