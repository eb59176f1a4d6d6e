/**
 * The steps of one engine in the Trace Event Format: what lasts, in the rows of its process.
 *
 * All is told of a step once, on its tile, or on its tile in the first stage of a pipeline.
 */
import { causes } from "../../cost/cost.ts";
import type { Seconds } from "../../units.ts";
import { fixed } from "../csv.ts";
import { type EngineEvents, FIRST_STAGE, ROWS, STEP } from "./engine-events.ts";
import { BUBBLE } from "./stage-events.ts";
import { microseconds, nanoseconds, type Timetable } from "./timetable.ts";

/** Events of one kind: what there is to tell of number `index`, once it is told. */
interface Kind {
  row(index: number): number;
  name(index: number): string;
  span(index: number): readonly [begin: Seconds, end: Seconds];
  args(index: number): string;
}

/** Enters the steps of an engine, whose process has the number `pid`. */
export function enterSteps(table: Timetable, events: EngineEvents, pid: number): void {
  const { steps, stages } = events;
  const entered = (kind: Kind) => {
    const tell = (index: number): string => inText(kind, index, pid);
    return (index: number): void => table.enter(nanoseconds(kind.span(index)[0]), tell, index);
  };
  const [prepare, launch] = onHost(events).map(entered) as [Enter, Enter];
  const onGpus = (stages.count === 0 ? onGpu(events) : inStages(events)).map(entered);
  for (let index = 0; index < steps.length; index++) {
    const row = steps.at(index);
    prepare(index);
    if (row[STEP.launched]! > row[STEP.prepared]!) launch(index);
    for (const enter of onGpus) enter(index);
  }
  const bubble = entered(bubblesOf(events));
  for (let index = 0; index < stages.bubbles.length; index++) bubble(index);
}

type Enter = (index: number) => void;

/** Its length is the difference of its printed ends. */
function inText({ row, name, span, args }: Kind, index: number, pid: number): string {
  const [begin, end] = span(index).map(nanoseconds) as [number, number];
  const when = `"ts":${microseconds(begin)},"dur":${microseconds(end - begin)}`;
  const what = `"cat":"step","name":"${name(index)}"`;
  const place = `"pid":${pid},"tid":${row(index)}`;
  return `{"ph":"X",${what},${place},${when},"args":{${args(index)}}}`;
}

/** The host's rows name the step that they are for. */
function onHost({ steps }: EngineEvents): Kind[] {
  // Workers beside the engine's process begin once they have launched the step before.
  const begin = (index: number): Seconds => {
    const scheduled = steps.at(index)[STEP.scheduled]!;
    return index === 0 ? scheduled : Math.max(scheduled, steps.at(index - 1)[STEP.launched]!);
  };
  const prepared = (index: number): Seconds => steps.at(index)[STEP.prepared]!;
  const launched = (index: number): Seconds => steps.at(index)[STEP.launched]!;
  const args = (index: number): string => number(steps.at(index));
  const row = (): number => ROWS.host;
  return [
    { row, name: () => "prepare", span: (index) => [begin(index), prepared(index)], args },
    { row, name: () => "launch", span: (index) => [prepared(index), launched(index)], args },
  ];
}

/** An engine of one stage: its clock's tiles, and what its GPU does in each. */
function onGpu({ steps }: EngineEvents): Kind[] {
  const tile = ({ [STEP.begin]: begin, [STEP.end]: end }: Float64Array) => [begin!, end!] as const;
  const work = (row: Float64Array) => {
    const begin = Math.max(row[STEP.begin]!, row[STEP.prepared]!);
    return [begin, begin + row[STEP.gpu]!] as const;
  };
  return [
    {
      row: () => ROWS.steps,
      name: (index) => kindOf(steps.at(index)),
      span: (index) => tile(steps.at(index)),
      args: (index) => everything(steps.at(index)),
    },
    {
      row: () => ROWS.GPU,
      name: () => "GPU",
      span: (index) => work(steps.at(index)),
      args: (index) => number(steps.at(index)),
    },
  ];
}

/** A pipeline: a step's way through it, stage by stage. */
const inStages = ({ steps, stages }: EngineEvents): Kind[] =>
  Array.from({ length: stages.count }, (_, stage) => ({
    row: () => FIRST_STAGE + stage,
    name: (index) => kindOf(steps.at(index)),
    span(index) {
      const row = stages.tiles.at(index);
      return [row[2 * stage]!, row[2 * stage + 1]!];
    },
    args: (index) => (stage === 0 ? everything : inBrief)(steps.at(index)),
  }));

const bubblesOf = ({ stages: { bubbles } }: EngineEvents): Kind => ({
  row: (index) => FIRST_STAGE + bubbles.at(index)[BUBBLE.stage]!,
  name: () => "bubble",
  span(index) {
    const row = bubbles.at(index);
    return [row[BUBBLE.begin]!, row[BUBBLE.end]!];
  },
  args: (index) => `"before_step":${bubbles.at(index)[BUBBLE.step]}`,
});

const kindOf = (row: Float64Array): string => {
  if (row[STEP.prefills] === 0) return "decode";
  return row[STEP.decodes] === 0 ? "prefill" : "mixed";
};

/** Microseconds of a duration, as an argument. */
const inUs = (seconds: Seconds): string => fixed(seconds * 1e6, 3);

const number = (row: Float64Array): string => `"step":${row[STEP.index]}`;

const inBrief = (row: Float64Array): string =>
  `${number(row)},"tokens":${row[STEP.tokens]},"decodes":${row[STEP.decodes]}` +
  `,"prefills":${row[STEP.prefills]}`;

function everything(row: Float64Array): string {
  let text =
    `${number(row)},"tokens":${row[STEP.tokens]},"decodes":${row[STEP.decodes]}` +
    `,"decode_context":${row[STEP.decodeContext]},"prefills":${row[STEP.prefills]}` +
    `,"prefill_tokens":${row[STEP.prefillTokens]},"prefill_context":${row[STEP.prefillContext]}` +
    `,"output_tokens":${row[STEP.outputTokens]},"padding_tokens":${row[STEP.padding]}`;
  for (const [index, cause] of causes.entries()) {
    const seconds = row[STEP.causes + index]!;
    if (seconds > 0) text += `,"${cause}_us":${inUs(seconds)}`;
  }
  const late = row[STEP.returned]! - row[STEP.end]!;
  if (late > 0) text += `,"output_taken_in_after_us":${inUs(late)}`;
  return text;
}
