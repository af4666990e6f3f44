import type { Rendered } from '../vendor-kit/dialect.ts'

/** A reply that a fault ordered as it stands. */
export class OrderedReply extends Error {
  readonly rendered: Rendered

  constructor(rendered: Rendered) {
    super('a fault ordered this reply')
    this.name = 'OrderedReply'
    this.rendered = rendered
  }
}
