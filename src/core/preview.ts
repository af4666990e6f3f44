/** A colour of the page, which is another one where the page is dark. */
export type ThemeColour = 'back' | 'raised' | 'line' | 'text' | 'soft'

/** A colour of the theme, or `#rrggbb`, with two digits more where something shines through. */
export type Fill = ThemeColour | `#${string}`

/** Where a layer lies, from the drawing's upper left corner on. What lies outside the drawing is cut off. */
export interface Place {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** One of the things that a preview is made of. */
export type PreviewLayer =
  | (Place & {
      readonly kind: 'picture'
      /** `cover`: its edges are cut off so that it fills its place. `contain`: all of it is seen. */
      readonly fit: 'cover' | 'contain'
      /** On which side it lies of a place that is too wide for it; in the middle unless named. */
      readonly side?: 'left' | 'right'
      readonly greyscale?: true
    })
  | (Place & {
      readonly kind: 'box'
      readonly fill: Fill
      /** How round its corners are; they are sharp unless it is named. */
      readonly radius?: number
    })
  | (Place & { readonly kind: 'ellipse'; readonly fill: Fill })
  | {
      readonly kind: 'text'
      readonly text: string
      readonly x: number
      /** Where the line lies that letters stand on. */
      readonly y: number
      readonly size: number
      readonly fill: Fill
      /** Whether `x` is where the text begins or where it ends; it begins there unless named. */
      readonly anchor?: 'start' | 'end'
    }

/** A drawing of how a vendor's app shows an image that was uploaded. All measures are in CSS pixels. */
export interface Preview {
  /** What is seen, in a few words. */
  readonly caption: string
  /** As wide as it is where there is room; it shrinks as a whole where there is not. */
  readonly width: number
  readonly height: number
  /** From back to front. */
  readonly layers: readonly PreviewLayer[]
}
