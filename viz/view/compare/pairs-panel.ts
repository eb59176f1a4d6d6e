/** Each request of A beside the same one of B; a click on its dot chooses it. */

import { pairedChart } from "../../chart/compare/paired.ts";
import { pairAt } from "../../chart/compare/paired-scales.ts";
import type { ChartContext } from "../../chart/context.ts";
import type { Contestant } from "../../data/compare/contestants.ts";
import { type Pairs, pairsOf } from "../../data/compare/pairs.ts";
import { pairsInWords, whyUnpaired } from "../../data/compare/words.ts";
import { nameOf } from "../../data/request-words.ts";
import type { Table } from "../../data/table.ts";
import { count, duration, inOne } from "../../format.ts";
import type { Page } from "../../state.ts";
import { onColours } from "../repaint.ts";
import { type ComparePanel, comparePanel } from "./panel.ts";

export function pairsPanel(page: Page): ComparePanel {
  const { store } = page;
  let drawn:
    | { pairs: Pairs; context: ChartContext; contestants: readonly Contestant[] }
    | undefined;
  const panel = comparePanel(
    page,
    { id: "pairs", title: "Each request against itself" },
    ({ frame, contestants, context }) => {
      drawn = undefined;
      const pairing = pairsOf(contestants[0]!.run, contestants[1]!.run);
      if ("differ" in pairing) {
        frame.note("");
        return frame.empty(whyUnpaired(pairing.differ));
      }
      const { pairs } = pairing;
      frame.table(() => tableOf(pairs, contestants));
      if (pairs.rows.length === 0) {
        frame.note("");
        return frame.empty("No request was answered in both runs. Let them last longer.");
      }
      drawn = { pairs, context, contestants };
      frame.note(noteOf(undefined));
      frame.show(
        pairedChart({ pairs, chosen: store.get().request }, context),
        `End-to-end latency in B minus that in A of ${count(pairs.rows.length)} requests: ` +
          pairsInWords(pairs),
      );
    },
  );
  const { frame } = panel;
  const { body } = frame;
  onColours(page, panel.again);

  /** Of the pair under the pointer, or else of all. */
  function noteOf(at: number | undefined): string {
    if (drawn === undefined) return "";
    const { pairs, contestants } = drawn;
    if (at === undefined) return `End to end in B minus A. ${pairsInWords(pairs)}`;
    const row = pairs.rows[at]!;
    const [a, b] = contestants.map(({ run }) => inOne(duration(run.requests.e2el[row]!)));
    const by = inOne(duration(Math.abs(pairs.later[at]!)));
    const which = pairs.later[at]! > 0 ? "later" : "sooner";
    const than = pairs.later[at] === 0 ? "the same" : `${by} ${which}`;
    return `${nameOf(row)}: ${a} in A, ${b} in B, ${than}.`;
  }

  const under = (event: MouseEvent): number | undefined => {
    if (drawn === undefined) return undefined;
    const { left, top } = body.getBoundingClientRect();
    return pairAt(drawn.pairs, drawn.context, [event.clientX - left, event.clientY - top]);
  };
  body.addEventListener("pointermove", (event) => {
    if (drawn !== undefined) frame.note(noteOf(under(event)));
  });
  body.addEventListener("pointerleave", () => {
    if (drawn !== undefined) frame.note(noteOf(undefined));
  });
  body.addEventListener("click", (event) => {
    const at = under(event);
    if (at !== undefined) store.set({ request: drawn!.pairs.rows[at]! });
  });
  return panel;
}

function tableOf(pairs: Pairs, contestants: readonly Contestant[]): Table {
  const [a, b] = contestants.map(({ run }) => run.requests);
  return {
    columns: ["request", "arrival_s", "A_e2el_ms", "B_e2el_ms", "B_minus_A_ms", "preempted"],
    rows: {
      *[Symbol.iterator]() {
        for (const [at, row] of pairs.rows.entries())
          yield [
            nameOf(row),
            Number(pairs.arrival[at]!.toFixed(6)),
            inMs(a!.e2el[row]!),
            inMs(b!.e2el[row]!),
            inMs(pairs.later[at]!),
            pairs.preempted[at]!,
          ];
      },
    },
  };
}

const inMs = (seconds: number): number => Number((1000 * seconds).toFixed(3));
