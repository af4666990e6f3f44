import type { Preview } from '../core/preview.ts'

/** A vendor as the server shows it. */
export interface VendorInfo {
  readonly name: string
  /** As people call it: `Webex Calling`. */
  readonly title: string
  /** What is uploaded there: `a phone's background image`. */
  readonly uploads: string
  /** What a client takes as its base URL, leading into the namespace. */
  readonly baseUrl: string
  /** A command that uploads a file of the directory that a shell is in. */
  readonly curl: string
  /** How the vendor's apps show an image. */
  readonly previews: readonly Preview[]
}
