/** Steps of a pipeline by hand: in each stage they follow one another without a rest. */
import { type Cause, causes, type StepColumns } from "../../sim/index.ts";

export interface StepInStages {
  /** When it is ready for the first stage. */
  at: number;
  /** Seconds in each stage. */
  takes: readonly number[];
  tokens?: number;
  promptTokens?: number;
}

export function handMadePipeline(made: readonly StepInStages[]): StepColumns {
  const count = made[0]!.takes.length;
  const free = new Array<number>(count).fill(0);
  const [begin, end]: [number[], number[]] = [[], []];
  const byCause: number[] = [];
  for (const { at, takes } of made) {
    const rested = Math.max(0, at - free.at(-1)!);
    let ready = at;
    for (const [stage, seconds] of takes.entries()) {
      const from = Math.max(ready, free[stage]!);
      const spent: Partial<Record<Cause, number>> = {
        matrix: seconds,
        idle: rested,
        bubble: from - free[stage]! - rested,
      };
      ready = from + seconds;
      free[stage] = ready;
      begin.push(from);
      end.push(ready);
      byCause.push(...causes.map((cause) => spent[cause] ?? 0));
    }
  }
  const column = (of: (one: StepInStages, row: number) => number) => Float64Array.from(made, of);
  const whole = (of: (one: StepInStages, row: number) => number) => Int32Array.from(made, of);
  const tokens = ({ tokens = 32 }: StepInStages): number => tokens;
  const begins = column((_, row) => begin[row * count]!);
  const ends = column((_, row) => end[(row + 1) * count - 1]!);
  return {
    engine: 0,
    count: made.length,
    cut: false,
    index: whole((_, row) => row),
    begin: begins,
    end: ends,
    idle: column((_, row) => Math.max(0, begins[row]! - (ends[row - 1] ?? 0))),
    byCause: new Float64Array(causes.length * made.length).fill(1),
    stages: {
      count,
      begin: Float64Array.from(begin),
      end: Float64Array.from(end),
      byCause: Float64Array.from(byCause),
    },
    shape: {
      tokens: column(tokens),
      prefillTokens: column(({ promptTokens = 0 }) => promptTokens),
    },
    outputTokens: whole(tokens),
    running: whole(() => 4),
    waiting: whole(() => 0),
    kvBlocks: whole(() => 10),
  } as unknown as StepColumns;
}
