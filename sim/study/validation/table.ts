/** The table of a validation, in Markdown, for a page or a terminal. */
import { type Compared, type Figure, figures, spreads, type Validation } from "./validate.ts";

const titles: Record<Figure, string> = {
  ttft_mean: "TTFT mean",
  ttft_p50: "TTFT p50",
  ttft_p90: "TTFT p90",
  tpot_mean: "TPOT mean",
  e2e_mean: "E2E mean",
  output_tok_per_s: "Output tok/s",
};

/** Signed errors of each run in percent, then their size over runs; then what is left out. */
export function validationTable({ runs, leftOut }: Validation): string {
  const columns = [...figures.map((figure) => titles[figure]), "Steps", "Preemptions", "KV blocks"];
  const over = spreads(runs);
  const sizes = (["median", "mean", "worst"] as const).map((key) =>
    line([`size, ${key}`, ...figures.map((figure) => over[figure][key].toFixed(1)), "", "", ""]),
  );
  return [
    line(["Run: error, %", ...columns]),
    line(["---", ...columns.map(() => "---:")]),
    ...runs.map(({ id, errors, steps, preemptions, blocks }) =>
      line([
        id,
        ...figures.map((figure) => signed(errors[figure])),
        both(steps),
        both(preemptions),
        blocks === undefined ? "" : signed(100 * (blocks.simulated / blocks.measured - 1)),
      ]),
    ),
    ...sizes,
    "",
    "Steps and preemptions are simulated / measured, or one number where they agree.",
    "",
    "Not told as a scenario yet:",
    "",
    ...leftOut.map(({ id, reason }) => `- ${id}: ${reason}`),
    "",
  ].join("\n");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

const both = ({ simulated, measured }: Compared): string =>
  simulated === measured ? `${measured}` : `${simulated} / ${measured}`;
