import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type * as z from 'zod'
import type { Clock } from '../../core/clock.ts'
import type { Ruled } from '../../core/evidence.ts'
import type { MediaTypeRow } from '../../core/media-types.ts'
import type { MediaPolicy } from '../../core/policy.ts'
import type { Preview } from '../../core/preview.ts'
import type { MediaTypes } from '../../media/catalogue.ts'
import type { Head } from '../request/head.ts'
import type { AuthMode, Gate } from './credentials.ts'
import type { Dialect, ReplyContext } from './dialect.ts'
import type { OperationExample } from './examples.ts'
import type { Throttle } from './rate-limit.ts'
import type { Security } from './security.ts'

/** What exists: what a request names (`auto`), or what the configuration lists (`seeded`). */
export type Provisioning = 'auto' | 'seeded'

/** What a vendor is mounted with: its part of the configuration, and what all vendors share. */
export interface VendorSetup<Settings, Credential, Resources> {
  readonly settings: Settings
  readonly credentials: readonly Credential[]
  readonly resources: Resources
  readonly auth: AuthMode
  readonly provisioning: Provisioning
  readonly clock: Clock
  /** Signs what this server, and those that share its stores, must know again. */
  readonly secret: string
  /** The policy with this id, as configured. Throws for an id that is none of the vendor's. */
  policy(id: string): MediaPolicy
  readonly mediaTypes: MediaTypes
}

/** A vendor at work in one server. */
export interface MountedVendor {
  readonly dialect: Dialect
  readonly gate: Gate
  /** The vendor's rate limits, asked for each operation once its caller is known; `noThrottle` where it has none. */
  readonly throttle: Throttle
  /** What stays of an owner's name in all its spellings: an ARN's last segment. The name itself where it is left out. */
  readonly bareOwner?: (name: string) => string
  /** The query's parameter that names an owner, where one does. */
  readonly ownerParameter?: string
  /** The id of this exchange: taken from the request's headers where the vendor does so, else new. */
  trackingId(head: Head): string
  /** What the vendor sends with every reply, refusals included. */
  replyHeaders(context: ReplyContext): { readonly [name: string]: string }
  /** Mounted in a scope that has namespace, rows, intake, credentials and dialect already. */
  readonly routes: FastifyPluginAsyncZod
}

/** What a vendor's folder says of it; `defineVendor` makes a `Vendor` of it. */
export interface VendorDefinition<Settings, Credential, Resources> {
  readonly name: string
  /** As people call it: `Webex Calling`. */
  readonly title: string
  /** What is uploaded there, for people: `a phone's background image`. */
  readonly uploads: string
  /** What its operations do, for people: a line of Markdown without a full stop. */
  readonly summary: string
  /** What a client appends to the server's address to get its base URL; empty where it appends nothing. */
  readonly basePath: string
  readonly policies: readonly MediaPolicy[]
  /** The media types that only this vendor knows. */
  readonly mediaTypes: readonly MediaTypeRow[]
  /** The vendor's limits beside those on files, by name. */
  readonly limits: { readonly [name: string]: Ruled<unknown> }
  /** Members, fields and parameters that hold a secret and are not called as secrets usually are; each as clients write it. */
  readonly secretNames: readonly string[]
  /** The shapes of the vendor's parts of the configuration, with their defaults. */
  readonly config: {
    readonly settings: z.ZodType<Settings>
    readonly credential: z.ZodType<Credential>
    readonly resources: z.ZodType<Resources>
  }
  /** Each path below one of these is the vendor's, known or not. */
  prefixes(settings: Settings): readonly string[]
  /** The endpoints by policy, for people: `POST /users/{userId}/…`. */
  readonly endpoints: readonly {
    readonly policy: string
    readonly operation: string
    readonly route: string
  }[]
  /** Each operation as a request that works, in an order that works. */
  readonly examples: readonly OperationExample[]
  /** How callers show who they are. */
  readonly security: Security
  /** How its apps show an image; none where they show none. */
  readonly previews: readonly Preview[]
  /**
   * A curl command that uploads a file of `fixtures/media`, ready to paste. `folder` is where such files are: empty
   * for the directory that the shell is in, else with a slash at its end. Quotes an address that comes from a client.
   */
  curl(baseUrl: string, folder: string): string
  /** Environment variables for a client, with credentials that fail at the real vendor. */
  environment(baseUrl: string): { readonly [name: string]: string }
  mount(setup: VendorSetup<Settings, Credential, Resources>): MountedVendor
}

/** A vendor's parts of the configuration. */
export interface VendorConfig {
  readonly settings: unknown
  readonly credentials: readonly unknown[]
  readonly resources: unknown
}

/** What all vendors of one server share. */
export type SharedSetup = Omit<VendorSetup<unknown, unknown, unknown>, keyof VendorConfig>

/** One emulated API. */
export interface Vendor
  extends Omit<VendorDefinition<unknown, unknown, unknown>, 'config' | 'mount' | 'prefixes'> {
  readonly config: {
    readonly settings: z.ZodType
    readonly credential: z.ZodType
    readonly resources: z.ZodType
  }
  prefixes(config: VendorConfig): readonly string[]
  mount(config: VendorConfig, shared: SharedSetup): MountedVendor
}

/**
 * Hides a vendor's own types behind its schemas, which read the configuration again where it is used. The type keeps its
 * name.
 */
export function defineVendor<const Name extends string, Settings, Credential, Resources>(
  definition: VendorDefinition<Settings, Credential, Resources> & { readonly name: Name },
): Vendor & { readonly name: Name } {
  const { settings, credential, resources } = definition.config
  return {
    ...definition,
    prefixes: config => definition.prefixes(settings.parse(config.settings)),
    mount: (config, shared) =>
      definition.mount({
        ...shared,
        settings: settings.parse(config.settings),
        credentials: config.credentials.map(one => credential.parse(one)),
        resources: resources.parse(config.resources),
      }),
  }
}
