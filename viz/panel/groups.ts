/**
 * Groups of knobs: what a reader turns first stands first, the rest behind "More".
 *
 * Knobs that are named here stand in this order; any other key of the schema finds its group by the
 * longest beginning of its path, so a new key needs no mention.
 */
import type { Path } from "../../sim/index.ts";
import { type Knob, numberIn } from "./knob.ts";
import { itemLabel, itemName } from "./labels.ts";
import { entry, valueAt } from "./values.ts";

export interface Group {
  id: string;
  title: string;
  /** What it is, if it is an item of a list. */
  item?: string;
  knobs: readonly Knob[];
  /** Behind "More". */
  more: readonly Knob[];
  /** The items of its lists, each a group that opens. */
  items: readonly Group[];
}

interface Section {
  title: string;
  /** Paths below which its knobs lie; `*` is any item of a list. */
  under: readonly string[];
  first: readonly string[];
}

const lengths = ["tokens", "median", "mean"].flatMap((key) => [
  `prompt_tokens.${key}`,
  `output_tokens.${key}`,
]);

const load = [
  "arrivals.request_rate",
  "arrivals.burstiness",
  "arrivals.max_concurrency",
  "arrivals.think_time",
  "arrivals.rate_scale",
  "num_prompts",
  "duration",
  ...lengths,
  "priority",
  "slo.ttft",
  "slo.tpot",
  "slo.e2el",
];

const sections: readonly Section[] = [
  { title: "Workload", under: ["workload"], first: load.map((key) => `workload.${key}`) },
  {
    title: "Class",
    under: ["workload.classes.*"],
    first: load.map((key) => `workload.classes.*.${key}`),
  },
  {
    title: "Cluster",
    under: ["cluster"],
    first: [
      "cluster.pools.*.engines",
      "cluster.pools.*.model",
      "cluster.pools.*.gpu",
      "cluster.pools.*.tensor_parallel_size",
      "cluster.pools.*.pipeline_parallel_size",
      "cluster.pools.*.data_parallel_size",
      "cluster.router.policy",
    ],
  },
  {
    title: "Scheduler",
    under: ["cluster.pools.*.engine"],
    first: [
      "max_num_batched_tokens",
      "max_num_seqs",
      "max_batch_size",
      "max_queue_delay",
      "batching",
      "order",
    ].map((key) => `cluster.pools.*.engine.${key}`),
  },
  {
    title: "Memory",
    under: [
      "gpu_memory_utilization",
      "kv_layout",
      "block_size",
      "num_gpu_blocks_override",
      "reserve",
      "max_model_len",
      "kv_cache_dtype",
    ].map((key) => `cluster.pools.*.engine.${key}`),
    first: ["gpu_memory_utilization", "kv_layout", "reserve"].map(
      (key) => `cluster.pools.*.engine.${key}`,
    ),
  },
  { title: "SLO", under: ["slo"], first: ["slo.ttft", "slo.tpot", "slo.e2el"] },
  { title: "Name and seed", under: [""], first: ["seed"] },
];

/** Of keys that may be left out and are, only these stand first nevertheless. */
const evenUnset = ["slo.ttft", "slo.tpot"];

/** The knobs that mean something, in groups. */
export function groupsOf(knobs: readonly Knob[], values: unknown): Group[] {
  const pools = valueAt(values, ["cluster", "pools"]);
  const hasOnePool = Array.isArray(pools) && pools.length === 1;
  const groups = new Map<string, { section: Section; item: Path; knobs: Knob[] }>();
  for (const knob of knobs.filter(({ applicable }) => applicable)) {
    const section = sectionOf(patternOf(knob.path));
    const item = hasOnePool && section.title !== "Class" ? [] : itemOf(knob.path);
    const id = `${section.title} ${item.join(".")}`.trim();
    const group = groups.get(id) ?? { section, item, knobs: [] };
    group.knobs.push(knob);
    groups.set(id, group);
  }
  const rank = (id: string): number => sections.indexOf(groups.get(id)!.section);
  return [...groups.keys()]
    .sort((a, b) => rank(a) - rank(b))
    .map((id) => {
      const { section, item, knobs: held } = groups.get(id)!;
      return groupOf({ id, title: titleOf(section, item, values), first: section.first }, held);
    });
}

const known = new Map<string, Section>();

/** The section with the longest beginning of a path. */
function sectionOf(pattern: string): Section {
  const section = known.get(pattern) ?? findSection(pattern);
  known.set(pattern, section);
  return section;
}

function findSection(pattern: string): Section {
  const lengthIn = ({ under }: Section): number =>
    Math.max(...under.map((start) => (isBelow(pattern, start) ? start.length : -1)));
  return sections.reduce((best, section) => (lengthIn(section) > lengthIn(best) ? section : best));
}

const isBelow = (pattern: string, start: string): boolean =>
  start === "" || pattern === start || pattern.startsWith(`${start}.`);

const patternOf = (path: Path): string =>
  path.map((step) => (typeof step === "number" ? "*" : step)).join(".");

/** The pool or the class that a path leads into. */
function itemOf(path: Path): Path {
  const list = path.findIndex((step) => step === "pools" || step === "classes");
  return list < 0 ? [] : path.slice(0, list + 2);
}

function titleOf({ title }: Section, item: Path, values: unknown): string {
  if (item.length === 0) return title;
  if (title === "Class") return `Class ${entry(valueAt(values, item), "name") ?? item.at(-1)}`;
  return `${title}, pool ${Number(item.at(-1)) + 1}`;
}

type Named = Pick<Group, "id" | "title"> & { first: readonly string[] };

function groupOf({ id, title, first }: Named, knobs: readonly Knob[]): Group {
  const own = knobs.filter(({ path }) => listedAt(path) === 0);
  const place = (knob: Knob): number => first.indexOf(patternOf(knob.path));
  const peak = peakOf(knobs);
  const isFirst = (knob: Knob): boolean => place(knob) >= 0 && (isSet(knob) || isAlwaysFirst(knob));
  return {
    id,
    title,
    knobs: [...peak, ...own.filter(isFirst).sort((a, b) => place(a) - place(b))],
    more: own.filter((knob) => !isFirst(knob)),
    items: itemsOf(
      knobs.filter(({ path }) => peak.every((one) => one.path !== path)),
      0,
    ),
  };
}

const RATES = /\.segments\.\*\.(request_rate|ramp_to)$/;

/** Of rates that change over time, the one that was highest as the scenario was opened. */
function peakOf(knobs: readonly Knob[]): Knob[] {
  const rateOf = ({ path, home }: Knob): number =>
    RATES.test(patternOf(path)) ? (numberIn(home) ?? -1) : -1;
  const highest = Math.max(-1, ...knobs.map(rateOf));
  const peak = knobs.find((knob) => highest >= 0 && rateOf(knob) === highest);
  return peak ? [{ ...peak, label: "Request rate, peak" }] : [];
}

/** All knobs of groups. */
export const knobsIn = (groups: readonly Group[]): Knob[] =>
  groups.flatMap(({ knobs, more, items }) => [...knobs, ...more, ...knobsIn(items)]);

const isAlwaysFirst = ({ path }: Knob): boolean => evenUnset.includes(patternOf(path));

const isSet = ({ isWritten, fallback }: Knob): boolean => isWritten || fallback !== undefined;

/** Depths at which lists of segments and components lie on a path. */
const depthsOf = (path: Path): number[] =>
  path.flatMap((step, index) =>
    typeof step === "number" && ["segments", "components"].includes(String(path[index - 1]))
      ? [index + 1]
      : [],
  );

const listedAt = (path: Path): number => depthsOf(path).length;

/** The items of lists at a level of nesting, each with its own knobs and lists. */
function itemsOf(knobs: readonly Knob[], level: number): Group[] {
  const items = new Map<string, { path: Path; knobs: Knob[] }>();
  for (const knob of knobs) {
    const depth = depthsOf(knob.path)[level];
    if (depth === undefined) continue;
    const path = knob.path.slice(0, depth);
    const item = items.get(path.join(".")) ?? { path, knobs: [] };
    item.knobs.push(knob);
    items.set(path.join("."), item);
  }
  return [...items].map(([id, { path, knobs: held }]) => {
    const own = held.filter((knob) => listedAt(knob.path) === level + 1);
    return {
      id,
      title: itemLabel(path),
      item: itemName(path),
      knobs: own.filter(({ isWritten }) => isWritten),
      more: own.filter(({ isWritten }) => !isWritten),
      items: itemsOf(held, level + 1),
    };
  });
}
