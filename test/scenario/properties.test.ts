/** What holds of every scenario, not only of those that somebody thought of. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { checkScenario } from "../../sim/scenario/check.ts";
import { loadScenario, type Path } from "../../sim/scenario/load.ts";

const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const positive = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
const modest = fc.double({ min: 1e-3, max: 20, noNaN: true });
const whole = fc.integer({ min: 1, max: 1e6 });
const seconds = fc.oneof(
  positive,
  positive.map((value) => `${value} ms`),
);

const range = fc
  .tuple(whole, whole)
  .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));
const simpleLength = fc.oneof(
  fc.record({ distribution: fc.constant("fixed"), tokens: whole }),
  range.map((range) => ({ distribution: "uniform", ...range })),
  fc.record({ distribution: fc.constant("normal"), mean: positive, std: positive }),
  fc.record({ distribution: fc.constant("lognormal"), mean: positive, std: positive }),
  fc.record({ distribution: fc.constant("lognormal"), median: positive, sigma: modest }),
  fc
    .tuple(range, modest)
    .map(([range, exponent]) => ({ distribution: "zipf", exponent, ...range })),
);
const component = fc
  .tuple(simpleLength, positive)
  .map(([length, weight]) => ({ ...length, weight }));
const length = fc.oneof(
  simpleLength,
  fc.record({
    distribution: fc.constant("mixture"),
    components: fc.array(component, { minLength: 1, maxLength: 3 }),
  }),
);
const kind = fc.record({ weight: positive, prompt_tokens: length, output_tokens: length });
const sizes = fc.oneof(
  fc.record({ prompt_tokens: length, output_tokens: length }),
  fc.record({
    lengths: fc.record({
      distribution: fc.constant("mixture"),
      components: fc.array(kind, { minLength: 1, maxLength: 3 }),
    }),
  }),
);

const rate = fc.oneof(positive, fc.constant("inf"));
const segment = fc.record({ duration: seconds, request_rate: positive, ramp_to: some(positive) });
const arrivals = fc.oneof(
  fc.record({ process: fc.constantFrom("constant", "poisson"), request_rate: rate }),
  fc.record({ process: fc.constant("gamma"), request_rate: rate, burstiness: positive }),
  fc.record({
    process: fc.constant("piecewise"),
    segments: fc.array(segment, { minLength: 1, maxLength: 3 }),
    repeat: some(fc.boolean()),
  }),
  fc.record({ process: fc.constant("closed"), max_concurrency: whole, think_time: some(seconds) }),
  fc.record({ process: fc.constant("trace"), file: fc.constant("mine.csv"), repeat: some(whole) }),
);

const load = fc.record({
  arrivals,
  num_prompts: whole,
  drain: some(fc.constantFrom("finish", "cut")),
});
const slo = fc.record({ ttft: seconds, share: some(fc.constant(0.5)) });
const classes = fc
  .array(fc.record({ priority: some(fc.integer({ min: -9, max: 9 })), slo: some(slo) }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((kinds) => kinds.map((kind, at) => ({ name: `${at}`, share: 1 / kinds.length, ...kind })));
const workload = fc
  .tuple(load, sizes, some(classes))
  .map(([load, sizes, classes]) => ({ ...load, ...sizes, classes }));

const engine = fc.oneof(
  fc.record({
    max_num_seqs: fc.integer({ min: 1, max: 2048 }),
    kv_layout: some(fc.constant("paged")),
    block_size: some(whole),
    enforce_eager: some(fc.boolean()),
  }),
  fc.record({
    batching: fc.constant("static"),
    max_batch_size: some(whole),
    max_queue_delay: some(seconds),
    kv_layout: fc.constant("contiguous"),
    reserve: some(fc.constantFrom("max", "pow2", "oracle")),
  }),
);
const pool = fc.record({
  engines: some(fc.integer({ min: 1, max: 3000 })),
  model: fc.oneof(fc.constant("some/model"), fc.constant({ hidden_size: 64 })),
  gpu: fc.constant("H100-SXM-80GB"),
  price_per_hour: some(positive),
  engine: some(engine),
});

const scenario = fc
  .record({
    name: fc.string({ minLength: 1 }),
    seed: some(whole),
    workload,
    cluster: fc.record({
      pools: fc.array(pool, { minLength: 1, maxLength: 3 }),
      router: some(fc.oneof(fc.constant({ policy: "random" }), fc.constant({ module: "./r.js" }))),
    }),
    slo: some(slo),
  })
  .map(written);

/** As a file would hold it: what is undefined is not there. */
function written<T>(value: T): T {
  if (Array.isArray(value)) return value.map(written) as T;
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(kept.map(([key, field]) => [key, written(field)])) as T;
}

/** Every mapping within, but models: their keys are their own affair. */
function mappings(value: unknown, path: Path = []): [Path, Record<string, unknown>][] {
  if (typeof value !== "object" || value === null || path.at(-1) === "model") return [];
  const here: [Path, Record<string, unknown>][] = Array.isArray(value)
    ? []
    : [[path, value as Record<string, unknown>]];
  const step = (key: string) => (Array.isArray(value) ? Number(key) : key);
  return Object.entries(value).reduce(
    (found, [key, field]) => found.concat(mappings(field, [...path, step(key)])),
    here,
  );
}

const textAt = (text: string, { line, column }: { line: number; column: number }) =>
  text.split("\n")[line - 1]!.slice(column - 1);

test("a scenario with its defaults filled in is a scenario, and the same one", () => {
  fc.assert(
    fc.property(scenario, (input) => {
      const { scenario, problems } = checkScenario(input);
      expect(problems).toBeUndefined();
      expect(checkScenario(scenario)).toEqual({ scenario });
    }),
  );
});

test("a scenario written to a file and loaded is the same", () => {
  fc.assert(
    fc.property(scenario, fc.boolean(), (input, flow) => {
      const text = stringify(input, flow ? { collectionStyle: "flow" } : {});
      expect(loadScenario(text, { file: "any.yaml" }).scenario).toEqual(
        checkScenario(input).scenario,
      );
    }),
  );
});

test("an unknown key is refused at every level, at the place where it stands", () => {
  fc.assert(
    fc.property(scenario, fc.nat(), fc.boolean(), (input, pick, flow) => {
      const spoilt = structuredClone(input);
      const all = mappings(spoilt);
      const [path, mapping] = all[pick % all.length]!;
      mapping.zzz = 1;
      const text = stringify(spoilt, flow ? { collectionStyle: "flow" } : {});
      try {
        loadScenario(text, { file: "any.yaml" });
        expect.unreachable();
      } catch (error) {
        const { problems } = error as { problems: { path: Path; place: never }[] };
        expect(problems.map(({ path }) => path)).toEqual([[...path, "zzz"]]);
        expect(textAt(text, problems[0]!.place)).toMatch(/^zzz:/);
      }
    }),
  );
});

test("every key is found where it stands", () => {
  fc.assert(
    fc.property(scenario, (input) => {
      const text = stringify(input);
      const { locate } = loadScenario(text, { file: "any.yaml" });
      for (const [path, mapping] of mappings(input))
        for (const key of Object.keys(mapping)) {
          const place = locate({ path: [...path, key], at: "key" });
          expect(textAt(text, place).startsWith(`${key}:`)).toBe(true);
        }
    }),
  );
});

test("whatever stands in a scenario's place, it is refused in words and never by a crash", () => {
  fc.assert(
    fc.property(scenario, fc.nat(), fc.anything(), (input, pick, junk) => {
      const spoilt = structuredClone(input);
      const all = mappings(spoilt);
      const [, mapping] = all[pick % all.length]!;
      const keys = Object.keys(mapping);
      mapping[keys[pick % keys.length]!] = junk;
      const { problems = [] } = checkScenario(spoilt);
      for (const { message } of problems) expect(message).not.toBe("");
    }),
  );
});
