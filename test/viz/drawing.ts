/** What charts are drawn in by tests: a document without a browser. */
import { parseHTML } from "linkedom";
import type { ChartContext } from "../../viz/chart/context.ts";

export function drawingIn({ width, narrow = false }: { width: number; narrow?: boolean }): {
  context: ChartContext;
} {
  const { document } = parseHTML("<html></html>");
  return { context: { document: document as unknown as Document, width, narrow } };
}
