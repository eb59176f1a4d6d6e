/** What a chart is drawn in: a document, a width, and nothing global. */

export interface ChartContext {
  document: Document;
  /** Of the whole drawing, in CSS pixels. */
  width: number;
  /** On narrow pages read-outs move from the right of a plot into its title. */
  narrow: boolean;
}

/** Room around a plot, in CSS pixels. */
export interface Margin {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Time plots keep this much at the right for direct labels; on narrow pages none. */
export const LABELS = 176;
