/** One of the page's views. */
export interface View {
  readonly name: string
  readonly title: string
  /** Draws the view; called each time it is opened. */
  open(main: HTMLElement): Promise<void> | void
  /** Something happened in the namespace while the view is open. */
  happened?(type: 'request' | 'asset' | 'fault' | 'reset', detail: unknown): void
}
