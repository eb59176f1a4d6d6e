/**
 * Usage: what engines, pools and the cluster did with their time and memory.
 *
 * An engine's is read off its own totals and what the recorder saw of it; a pool's is the sum of
 * its engines', so every level of the summary adds up to the next.
 */
import { CAUSE, type Cause, causes } from "../cost/cost.ts";
import { type Wait, waits } from "../engine/ledger.ts";
import type { EngineView } from "../engine/view.ts";
import type { Seconds, Tokens } from "../units.ts";
import type { EngineRecord } from "./engine-record.ts";
import type { KvFigures, KvShares, Usage } from "./figures.ts";

/** Causes in which the GPUs of an engine neither compute nor move data. */
const unused: readonly Cause[] = ["idle", "host", "bubble"];

const kvKinds = ["used", "reserved", "internal", "external", "free"] as const;

/** One engine from the start until `now`; its record is accrued up to there. */
export function engineUsage(
  engine: EngineView,
  { record, gpus, now }: { record: EngineRecord; gpus: number; now: Seconds },
): Usage {
  const { integrals } = record;
  const average = (integral: number) => (now > 0 ? integral / now : null);
  const waited = engine.secondsWaited(now);
  return {
    name: engine.name,
    engines: 1,
    gpus,
    ...timeFigures(secondsByCause(engine, record, now)),
    idle_in_steps_s: record.idleInSteps,
    waited_s: table(waits, (_, index) => waited[index]!),
    steps: engine.stepsFinished,
    dummy_steps: engine.dummySteps,
    computed_tokens: record.computedTokens,
    padding_tokens: record.paddingTokens,
    preemptions: record.preemptions,
    mean_running: average(integrals.running),
    mean_waiting: average(integrals.waiting),
    kv: {
      blocks: engine.kvBlocks,
      capacity_tokens: engine.kvUse().capacity,
      mean_blocks: average(integrals.blocks),
      peak_blocks: record.peakBlocks,
      never_used_blocks: engine.kvBlocks - record.peakBlocks,
      share: now > 0 ? kvShares(engine.kvUse().capacity, meanUse(engine, record, now)) : null,
    },
  };
}

/** Tokens of each kind on average; what is held and what is free follow from the blocks. */
function meanUse(engine: EngineView, { integrals }: EngineRecord, now: Seconds): KvShares {
  const { capacity } = engine.kvUse();
  const held = (capacity / engine.kvBlocks) * (integrals.blocks / now);
  const [used, reserved, external] = [
    integrals.used / now,
    integrals.reserved / now,
    integrals.external / now,
  ];
  const free = capacity - held - external;
  return { used, reserved, internal: held - used - reserved, external, free };
}

/** Several together. */
export function sumUsage(name: string, usages: readonly Usage[]): Usage {
  const sum = (of: (usage: Usage) => number) => add(usages.map(of));
  const known = (of: (usage: Usage) => number | null) => addKnown(usages.map(of));
  return {
    name,
    engines: sum((usage) => usage.engines),
    gpus: sum((usage) => usage.gpus),
    ...timeFigures(table(causes, (cause) => sum((usage) => usage.seconds_by_cause[cause]))),
    idle_in_steps_s: sum((usage) => usage.idle_in_steps_s),
    waited_s: table(waits, (wait: Wait) => sum((usage) => usage.waited_s[wait])),
    steps: sum((usage) => usage.steps),
    dummy_steps: sum((usage) => usage.dummy_steps),
    computed_tokens: sum((usage) => usage.computed_tokens),
    padding_tokens: sum((usage) => usage.padding_tokens),
    preemptions: sum((usage) => usage.preemptions),
    mean_running: known((usage) => usage.mean_running),
    mean_waiting: known((usage) => usage.mean_waiting),
    kv: sumKv(usages.map((usage) => usage.kv)),
  };
}

function sumKv(kvs: readonly KvFigures[]): KvFigures {
  const sum = (of: (kv: KvFigures) => number) => add(kvs.map(of));
  const capacity = sum((kv) => kv.capacity_tokens);
  const tokens = (kind: keyof KvShares) =>
    sum((kv) => (kv.share ? kv.share[kind] * kv.capacity_tokens : 0));
  return {
    blocks: sum((kv) => kv.blocks),
    capacity_tokens: capacity,
    mean_blocks: addKnown(kvs.map((kv) => kv.mean_blocks)),
    peak_blocks: sum((kv) => kv.peak_blocks),
    never_used_blocks: sum((kv) => kv.never_used_blocks),
    share: kvs.every((kv) => kv.share !== null) ? kvShares(capacity, table(kvKinds, tokens)) : null,
  };
}

/**
 * Seconds by cause up to the return of the last step, and up to `now` where nothing is in flight:
 * what a step under way spends its time on is counted when it returns. Of a pipeline, the mean of
 * its stages.
 */
function secondsByCause(
  engine: EngineView,
  record: EngineRecord,
  now: Seconds,
): Record<Cause, Seconds> {
  const seconds = table(causes, (cause) => engine.secondsByCause[CAUSE[cause]]!);
  if (record.inFlight === 0) seconds.idle += now - add(Object.values(seconds));
  return seconds;
}

function timeFigures(byCause: Record<Cause, Seconds>) {
  const seconds = add(Object.values(byCause));
  const lost = add(unused.map((cause) => byCause[cause]));
  return {
    seconds,
    seconds_by_cause: byCause,
    utilisation: seconds > 0 ? 1 - lost / seconds : null,
  };
}

const kvShares = (capacity: Tokens, tokens: KvShares): KvShares =>
  table(kvKinds, (kind) => tokens[kind] / capacity);

/** An object with a figure for each key. */
export function table<K extends string>(
  keys: readonly K[],
  figure: (key: K, index: number) => number,
): Record<K, number> {
  return Object.fromEntries(keys.map((key, index) => [key, figure(key, index)])) as Record<
    K,
    number
  >;
}

const add = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** The sum, or null where one is missing. */
const addKnown = (values: readonly (number | null)[]): number | null =>
  values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
