/**
 * The text of metrics, as OpenMetrics 1.0 has it: each family once, its samples together; each
 * metric of a family by itself, from one scrape to the next; `# EOF` at the end.
 */
import type { EngineView } from "../../engine/view.ts";
import type { EngineSettings } from "../../scenario/schema.ts";
import type { Seconds, Tokens } from "../../units.ts";
import { FAMILY, type Family } from "./families.ts";

/** An engine, the model that it serves, and the GPU under it. */
export interface Placement {
  engine: EngineView;
  pool: string;
  model: string;
  gpu: string;
  maxModelLen: Tokens;
  settings: EngineSettings;
}

/** What was found at an instant: the numbers of each engine, in the order of the placements. */
export interface Scrape {
  at: Seconds;
  values: readonly Readonly<Float64Array>[];
}

/** Writes a metric of one engine as it was found: a line a sample. */
type Write = (values: Readonly<Float64Array>, time: string) => string;

interface Metric {
  samples: number;
  write: Write;
}

/** A family's head, and its metrics for one engine. */
interface Told {
  head: string;
  metrics(placement: Placement): Metric[];
}

export function* exposition(
  placements: readonly Placement[],
  scrapes: readonly Scrape[],
  start: Seconds,
): Generator<string> {
  const times = scrapes.map(({ at }) => String(Math.round(1000 * (start + at)) / 1000));
  for (const { head, metrics } of told) {
    yield head;
    for (const [place, placement] of placements.entries()) {
      for (const { write } of metrics(placement)) {
        for (const [index, { values }] of scrapes.entries())
          yield write(values[place]!, times[index]!);
      }
    }
  }
  yield "# EOF\n";
}

/** Samples in one scrape of all engines. */
export function samplesOf(placements: readonly Placement[]): number {
  let samples = 0;
  for (const placement of placements)
    for (const { metrics } of told)
      for (const metric of metrics(placement)) samples += metric.samples;
  return samples;
}

const head = ({ name, type, unit, help }: Omit<Family, "at" | "type"> & { type: string }): string =>
  `# TYPE ${name} ${type}\n${unit ? `# UNIT ${name} ${unit}\n` : ""}# HELP ${name} ${help}\n`;

/** `model_name="…",engine="0"`, as vLLM labels what an engine says. */
const labelsOf = ({ model, engine }: Placement): string =>
  labels({ model_name: model, engine: engine.index });

const labels = (pairs: Readonly<Record<string, string | number>>): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(",");

const escaped = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");

function tellFamily(family: Family): Told {
  if (family.buckets !== undefined) return tellHistogram(family, family.buckets);
  const { name, type, label, at } = family;
  const sample = type === "counter" ? `${name}_total` : name;
  return {
    head: head(family),
    metrics: (placement) =>
      (label?.[1] ?? [undefined]).map((value, index) => {
        const more = value === undefined ? "" : `,${labels({ [label![0]]: value })}`;
        const series = `${sample}{${labelsOf(placement)}${more}}`;
        const write: Write = (values, time) => `${series} ${values[at + index]} ${time}\n`;
        return { samples: 1, write };
      }),
  };
}

function tellHistogram(family: Family, buckets: readonly number[]): Told {
  const { name, at, tokens } = family;
  return {
    head: head(family),
    metrics(placement) {
      const all = labelsOf(placement);
      const most = tokens ? placement.maxModelLen : Number.POSITIVE_INFINITY;
      const bounds = buckets.filter((bound) => bound <= most);
      const series = bounds.map((bound) => `${name}_bucket{${all},le="${boundText(bound)}"}`);
      const infinite = `${name}_bucket{${all},le="+Inf"}`;
      const write: Write = (values, time) => {
        let text = "";
        let count = 0;
        for (const [index, bucket] of series.entries()) {
          count += values[at + index]!;
          text += `${bucket} ${count} ${time}\n`;
        }
        for (let rest = series.length; rest <= buckets.length; rest++) count += values[at + rest]!;
        const sum = values[at + buckets.length + 1]!;
        text += `${infinite} ${count} ${time}\n`;
        text += `${name}_count{${all}} ${count} ${time}\n`;
        return `${text}${name}_sum{${all}} ${sum} ${time}\n`;
      };
      return [{ samples: series.length + 3, write }];
    },
  };
}

/** As vLLM's client library writes them: 0.005, 1.0, 1e+06. */
function boundText(bound: number): string {
  if (!Number.isInteger(bound)) return String(bound);
  const [digit, ...zeros] = String(bound);
  return bound < 1e6 ? `${bound}.0` : `${digit}e+${String(zeros.length).padStart(2, "0")}`;
}

/** A metric that is always 1 and says all by its labels. */
const tellConstant = (
  about: { name: string; type: "gauge" | "info"; help: string },
  pairs: (placement: Placement) => Record<string, string | number>,
): Told => ({
  head: head(about),
  metrics(placement) {
    const sample = about.type === "info" ? `${about.name}_info` : about.name;
    const series = `${sample}{${labels(pairs(placement))}}`;
    return [{ samples: 1, write: (_, time) => `${series} 1 ${time}\n` }];
  },
});

/** As Python prints it, which is what vLLM does with its settings. */
const python = (value: boolean | number | undefined): string =>
  value === undefined ? "None" : value === true ? "True" : value === false ? "False" : `${value}`;

const cacheConfig = tellConstant(
  { name: "vllm:cache_config_info", type: "gauge", help: "Settings of the KV cache." },
  ({ engine, settings }) => ({
    block_size: settings.block_size,
    cache_dtype: settings.kv_cache_dtype,
    enable_prefix_caching: python(settings.enable_prefix_caching),
    engine: engine.index,
    gpu_memory_utilization: settings.gpu_memory_utilization,
    num_gpu_blocks: engine.kvBlocks,
    num_gpu_blocks_override: python(settings.num_gpu_blocks_override),
  }),
);

const engineNames = tellConstant(
  { name: "rooflight:engine", type: "info", help: "Names of the engine, its pool and its GPU." },
  ({ engine, pool, gpu, model, maxModelLen }) => ({
    model_name: model,
    engine: engine.index,
    engine_name: engine.name,
    pool,
    gpu,
    max_model_len: maxModelLen,
  }),
);

const told: readonly Told[] = [
  ...Object.values(FAMILY).map((family: Family) => tellFamily(family)),
  cacheConfig,
  engineNames,
];
