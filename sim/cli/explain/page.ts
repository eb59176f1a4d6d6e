/**
 * What `rooflight explain` prints: the step in a sentence, its operators, the roof, the chart.
 */
import {
  type Bound,
  bounds,
  type Explanation,
  formatCount,
  formatPercent,
  formatSeconds,
  gpusInWords,
  gpusOf,
  hostPace,
  lettersOf,
  rooflineChart,
  rooflineInText,
  type Titles,
} from "../../index.ts";
import { page } from "../text/page.ts";
import type { Paint } from "../text/paint.ts";
import { paragraph, tied, WIDTH } from "../text/paragraph.ts";
import { table } from "../text/table.ts";
import { scaled, short } from "./figures.ts";
import { formatSentences } from "./formats.ts";
import { bandwidthInWords, rateInWords, roofSentences } from "./roof.ts";
import { groupSentences, slowestInWords, stageRows, throughInWords } from "./stages.ts";

const CHART_ROWS = 16;

export function explanationPage(
  explanation: Explanation,
  svg: string | undefined,
  paint: Paint,
): string {
  const { step, roof } = explanation;
  const { title, detail } = titlesOf(explanation);
  const chart = rooflineChart({ title, detail }, step.operators, roof);
  return page([
    paragraph(`${title}: ${detail}. ${timeSentences(explanation)}`).map(paint.bold),
    stageRows(explanation, paint),
    operatorTable(explanation, paint),
    [
      ...groupSentences(explanation),
      ...formatSentences(explanation),
      ...roofSentences(explanation),
    ].flatMap(paragraph),
    [
      ...rooflineInText(chart, { columns: WIDTH, rows: CHART_ROWS }),
      ...paragraph(caption(explanation, svg)).map(paint.dim),
    ],
    explanation.remarks.flatMap((remark) => paragraph(`Note: ${remark}`)),
  ]);
}

/** The question: of what, and which step. */
export function titlesOf({ question }: Explanation): Titles {
  const { model, gpu, settings, asked } = question;
  const { prefill, computed, decode, context } = asked;
  const parts = [];
  if (decode > 0)
    parts.push(
      `${formatCount(decode)} ${decode === 1 ? "decode" : "decodes, each"} at a context of ` +
        `${formatCount(context)}`,
    );
  if (prefill > 0)
    parts.push(
      `${formatCount(prefill)} tokens of a prompt` +
        (computed > 0 ? ` after ${formatCount(computed)}` : ""),
    );
  const gpus = gpusInWords(gpu, gpusOf(settings));
  return { title: `One step of ${model.name} on ${gpus}`, detail: parts.join(", and ") };
}

function timeSentences(explanation: Explanation): string {
  const { step, achieved } = explanation;
  const spent = [...bounds]
    .filter((bound) => bound !== "network" || achieved.spent.network > 0)
    .sort((a, b) => achieved.spent[b] - achieved.spent[a])
    .map((bound) => `${words[bound]} ${formatPercent(achieved.spent[bound] / step.gpu)}`);
  const each = step.stages.length === 1 ? "" : ", one in each stage,";
  return (
    `It takes the GPU ${tied(formatSeconds(step.gpu))}${slowestInWords(explanation)}: ` +
    `${spent.map(tied).join(", ")}. ${throughInWords(explanation)}${hostSentence(explanation)} ` +
    `Such steps${each} follow one another every ${tied(formatSeconds(step.period))}: ` +
    `${ratesInWords(explanation)}.`
  );
}

/** What the host does for a step, and whether the GPU waits for it. */
function hostSentence({ step, question: { settings } }: Explanation): string {
  const { launch, launches } = step.host;
  const prepare = step.host.prepare + step.host.work;
  const how = launchWords[launches];
  if (!settings.async_scheduling) {
    const before = `The host first prepares it in ${tied(formatSeconds(prepare))}`;
    return launch > step.gpu
      ? `${before}, and needs longer to launch it (${how}) than the GPU takes.`
      : `${before} (and launches ${how}).`;
  }
  const pace = hostPace(step.host);
  const busy = tied(formatSeconds(pace));
  return pace > step.gpu
    ? `The host sets the pace: it prepares and launches one (${how}) in ${busy}.`
    : `The host prepares and launches the next (${how}) meanwhile, in ${busy}.`;
}

/** Tokens a second, of prompts and of outputs, of all data-parallel ranks together. */
function ratesInWords({ step: { shape, period }, question: { settings } }: Explanation): string {
  const { data_parallel_size: replicas = 1 } = settings;
  const rate = (tokens: number, kind: string): string[] =>
    tokens > 0 ? [tied(`${formatCount((replicas * tokens) / period)} ${kind} tokens/s`)] : [];
  const rates = [...rate(shape.prefillTokens, "prompt"), ...rate(shape.decodes, "output")];
  const among = replicas === 1 ? "" : ` on ${replicas} data-parallel ranks with such a step each`;
  return `${rates.join(" and ")}${among}`;
}

const words: Record<Bound, string> = {
  memory: "moving bytes",
  compute: "arithmetic",
  latency: "latency of kernels",
  network: "collectives",
};

const launchWords: Record<Explanation["step"]["host"]["launches"], string> = {
  graph: "one CUDA graph",
  pieces: "a CUDA graph a layer",
  kernels: "kernel by kernel",
};

/** A row an operator, and the whole. */
function operatorTable({ step, achieved }: Explanation, paint: Paint): string[] {
  const letters = lettersOf(step.operators);
  const rows = step.operators.map((operator, index) => [
    letters[index]!,
    operator.name,
    `${operator.times}`,
    scaled(operator.flops, 1e9),
    scaled(operator.bytes + operator.message, 1e6),
    operator.flops > 0 ? short(operator.intensity) : "",
    operator.bound,
    scaled(operator.seconds, 1e-6),
    `${(100 * operator.share).toFixed(1)} %`,
  ]);
  const whole = [
    "",
    step.stages.length === 1 ? "the step" : "the stage",
    "",
    scaled(achieved.flops, 1e9),
    scaled(achieved.bytes, 1e6),
    short(achieved.flops / achieved.bytes),
    bounds.reduce((most, bound) => (achieved.spent[bound] > achieved.spent[most] ? bound : most)),
    scaled(step.gpu, 1e-6),
    "100 %",
  ];
  const columns = [
    { title: "" },
    { title: "operator" },
    { title: "times", right: true },
    { title: "GFLOP", right: true },
    { title: "MB", right: true },
    { title: "FLOP/B", right: true },
    { title: "bound" },
    { title: "µs", right: true },
    { title: "share", right: true },
  ];
  const [head, ...lines] = table(columns, [...rows, whole]);
  return [paint.bold(head!), ...lines.slice(0, -1), paint.bold(lines.at(-1)!)];
}

function caption(
  { step: { padded, shape }, roof: { attained } }: Explanation,
  svg: string | undefined,
): string {
  return [
    `The line is the roof that kernels attain: ${bandwidthInWords(attained)} of memory, ` +
      `${rateInWords(attained)} of arithmetic; letters are those of the table.`,
    ...(padded > shape.tokens
      ? [`The graph that holds ${shape.tokens} tokens computes ${padded}.`]
      : []),
    svg === undefined ? "As a drawing: --svg FILE." : `Drawn in ${svg}.`,
  ].join(" ");
}
