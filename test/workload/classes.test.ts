/** Classes of requests: whose an arrival is, and that no class disturbs another. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom } from "../../sim/kernel/random.ts";
import type { ClassSpec } from "../../sim/workload/class-spec.ts";
import type { Request } from "../../sim/workload/request.ts";
import { createSource, type Source } from "../../sim/workload/source.ts";
import type { WorkloadSpec } from "../../sim/workload/spec.ts";
import { mean, shareOf, variation } from "./moments.ts";
import { all, arrivals, outputs, prompts } from "./requests.ts";

const poisson = (request_rate: number) => ({ process: "poisson", request_rate }) as const;
const constant = (request_rate: number) => ({ process: "constant", request_rate }) as const;
const fixed = (tokens: number) => ({ distribution: "fixed", tokens }) as const;
const uniform = { distribution: "uniform", min: 1, max: 1000 } as const;

const sourceOf = (spec: Partial<WorkloadSpec>, seed = 1): Source =>
  createSource(
    { drain: "finish", prompt_tokens: uniform, output_tokens: uniform, ...spec },
    createRandom(seed),
    () => "",
  );

const drawn = (classes: ClassSpec[], rest: Partial<WorkloadSpec> = {}): Request[] =>
  all(sourceOf({ num_prompts: 2000, classes, ...rest }));

const names = (requests: Request[]) => requests.map((request) => request.class.name);
const of = (name: string, requests: Request[]) =>
  requests.filter((request) => request.class.name === name);
/** All that is drawn of a request, but its place among all. */
const drawsOf = (requests: Request[]) => requests.map(({ id: _, ...rest }) => rest);

describe("classes that share arrivals", () => {
  const classes = [
    { name: "chat", share: 0.7, priority: 0, tenant: "shop" },
    { name: "batch", share: 0.3, priority: 5, prompt_tokens: fixed(4000) },
  ];
  const shared = drawn(classes, { arrivals: poisson(5), num_prompts: 20_000 });

  test("have the arrivals that there would be without classes", () => {
    const without = all(sourceOf({ arrivals: poisson(5), num_prompts: 20_000 }));
    expect(arrivals(shared)).toEqual(arrivals(without));
    expect(without[0]!.class.name).toBe("default");
  });

  test("have their shares, within five deviations of the binomial: √(0.7 · 0.3 / 20000)", () => {
    const off = Math.abs(shareOf("chat", names(shared)) - 0.7);
    expect(off).toBeLessThan(5 * Math.sqrt((0.7 * 0.3) / 20_000));
  });

  test("bring what they say of their requests, and take the rest from the workload", () => {
    const [chat, batch] = [of("chat", shared), of("batch", shared)];
    expect(new Set(prompts(batch))).toEqual(new Set([4000]));
    expect(mean(prompts(chat)) / 500.5).toBeCloseTo(1, 1);
    expect(mean(outputs(batch)) / 500.5).toBeCloseTo(1, 1);
    expect(chat.every(({ priority, tenant }) => priority === 0 && tenant?.name === "shop")).toBe(
      true,
    );
    expect(batch.every(({ priority, tenant }) => priority === 5 && !tenant)).toBe(true);
  });

  test("draw the same lengths whatever their share", () => {
    const [more, less] = [0.8, 0.2].map((share) =>
      drawn(
        [
          { name: "chat", share },
          { name: "batch", share: 1 - share },
        ],
        { arrivals: poisson(5) },
      ),
    );
    const [few, many] = [of("chat", less!), of("chat", more!)];
    expect(prompts(many).slice(0, few.length)).toEqual(prompts(few));
  });

  test("leave those before them alone when they are split", () => {
    const split = [{ ...classes[0]! }, { name: "batch", share: 0.2 }, { name: "new", share: 0.1 }];
    const after = drawn(split, { arrivals: poisson(5), num_prompts: 20_000 });
    expect(drawsOf(of("chat", after))).toEqual(drawsOf(of("chat", shared)));
  });
});

describe("classes with arrivals of their own", () => {
  const chat = { name: "chat", arrivals: poisson(4) };
  const batch = { name: "batch", arrivals: constant(1), prompt_tokens: fixed(4000) };

  test("come in the order of time, and ids count them so", () => {
    const merged = drawn([chat, batch]);
    expect(merged.map(({ id }) => id)).toEqual([...Array(2000).keys()]);
    expect([...arrivals(merged)].sort((a, b) => a - b)).toEqual(arrivals(merged));
  });

  test("come in the order of classes at one instant: 0, ½, 1, … and 0, 1, …", () => {
    const twice = [
      { name: "a", arrivals: constant(1) },
      { name: "b", arrivals: constant(2) },
    ];
    expect(names(drawn(twice, { num_prompts: 6 }))).toEqual(["a", "b", "b", "a", "b", "b"]);
  });

  test("are left alone by a class that is added, before or behind them", () => {
    const until = { num_prompts: undefined, duration: 100 };
    const alone = drawsOf(of("chat", drawn([chat], until)));
    const behind = of("chat", drawn([chat, batch], until));
    expect(drawsOf(behind)).toEqual(alone);
    const before = of("chat", drawn([batch, chat], until));
    expect(arrivals(before)).toEqual(alone.map(({ arrival }) => arrival));
    expect(prompts(before)).toEqual(alone.map(({ prompt }) => prompt));
  });

  test("stand beside classes that share the workload's, which stay as they were", () => {
    const sharers = [
      { name: "x", share: 0.5 },
      { name: "y", share: 0.5 },
    ];
    const until = { arrivals: poisson(5), num_prompts: undefined, duration: 60 };
    const alone = drawn(sharers, until);
    const beside = drawn([...sharers, batch], until);
    for (const name of ["x", "y"])
      expect(drawsOf(of(name, beside))).toEqual(drawsOf(of(name, alone)));
    expect(of("batch", beside)).toHaveLength(60);
  });

  test("Poisson ones together are one Poisson of the summed rate, each draw independent", () => {
    const rates = [1, 3, 6];
    const merged = drawn(
      rates.map((rate, at) => ({ name: `${at}`, arrivals: poisson(rate) })),
      { num_prompts: 40_000 },
    );
    const gaps = arrivals(merged).map((at, k, them) => at - (k === 0 ? 0 : them[k - 1]!));
    // The mean of n exponential gaps has a deviation of 1/√n of itself: 0.5 %.
    expect(Math.abs(mean(gaps) * 10 - 1)).toBeLessThan(0.02);
    expect(Math.abs(variation(gaps) - 1)).toBeLessThan(0.03);
    const kinds = names(merged);
    for (const [at, rate] of rates.entries()) {
      const after = kinds.filter((_, k) => k > 0 && kinds[k - 1] === "0");
      expect(Math.abs(shareOf(`${at}`, kinds) - rate / 10)).toBeLessThan(0.0125);
      expect(Math.abs(shareOf(`${at}`, after) - rate / 10)).toBeLessThan(0.04);
    }
  });

  test("may each play a trace of its own", () => {
    const trace = (file: string) =>
      ({ process: "trace", file, rate_scale: 1, start: 0, repeat: 1 }) as const;
    const texts: Record<string, string> = {
      a: "arrival_s,prompt_tokens,output_tokens,class\n0,10,1,x\n2,20,2,y\n",
      b: "arrival_s,prompt_tokens,output_tokens,priority\n1,30,3,7\n",
    };
    const classes = ["a", "b"].map((name) => ({ name, arrivals: trace(name) }));
    const source = createSource(
      { drain: "finish", classes },
      createRandom(1),
      (file) => texts[file]!,
    );
    expect(source.remarks).toEqual(["a has a column class, which is not used: all is of a."]);
    const requests = all(source);
    expect(names(requests)).toEqual(["a", "b", "a"]);
    expect(prompts(requests)).toEqual([10, 30, 20]);
    expect(requests.map(({ priority }) => priority)).toEqual([0, 7, 0]);
  });
});

describe("closed loops, class by class", () => {
  const clients = (max_concurrency: number, think_time: number) =>
    ({ process: "closed", max_concurrency, think_time }) as const;
  const classes = [
    { name: "quick", arrivals: clients(1, 1) },
    { name: "slow", arrivals: clients(2, 5) },
  ];

  test("the end of a request brings the next one of its class", () => {
    const source = sourceOf({ num_prompts: 9, classes });
    const [a, b, c] = [source.next()!, source.next()!, source.next()!];
    expect(names([a, b, c])).toEqual(["quick", "slow", "slow"]);
    expect([source.next(), source.nextAt]).toEqual([undefined, Infinity]);
    source.ended(b, 2);
    expect(source.nextAt).toBe(7);
    // Sooner than what was to come next.
    source.ended(a, 3);
    expect(source.nextAt).toBe(4);
    const [next, later] = [source.next()!, source.next()!];
    expect([next, later].map(({ id, arrival }) => [id, arrival])).toEqual([
      [3, 4],
      [4, 7],
    ]);
    expect(names([next, later])).toEqual(["quick", "slow"]);
  });

  test("one is as fast as its answers, however slow another's are", () => {
    const source = sourceOf({ num_prompts: undefined, duration: 20, classes });
    const inFlight: { request: Request; end: number }[] = [];
    const asked: Request[] = [];
    for (;;) {
      inFlight.sort((a, b) => a.end - b.end);
      if (source.nextAt < (inFlight[0]?.end ?? Infinity)) {
        const request = source.next()!;
        asked.push(request);
        const seconds = request.class.name === "quick" ? 1 : 4;
        inFlight.push({ request, end: request.arrival + seconds });
      } else if (inFlight.length > 0) {
        const { request, end } = inFlight.shift()!;
        source.ended(request, end);
      } else break;
    }
    expect(arrivals(of("quick", asked))).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(arrivals(of("slow", asked))).toEqual([0, 0, 9, 9, 18, 18]);
  });
});

test("any mix of classes arrives in order, counted from 0, and again the same", () => {
  const process = fc.oneof(
    fc.double({ min: 0.1, max: 100, noNaN: true }).map(poisson),
    fc.double({ min: 0.1, max: 100, noNaN: true }).map(constant),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(fc.array(process, { minLength: 1, maxLength: 5 }), fc.nat(), (processes, seed) => {
      const shares = processes.filter((own) => own === undefined).length;
      const classes = processes.map((own, at) => ({
        name: `class ${at}`,
        ...(own ? { arrivals: own } : { share: 1 / shares }),
      }));
      const spec = { num_prompts: 60, classes, ...(shares > 0 && { arrivals: poisson(7) }) };
      const requests = all(sourceOf(spec, seed));
      expect(requests.map(({ id }) => id)).toEqual([...Array(60).keys()]);
      expect([...arrivals(requests)].sort((a, b) => a - b)).toEqual(arrivals(requests));
      expect(drawsOf(all(sourceOf(spec, seed)))).toEqual(drawsOf(requests));
    }),
  );
});

test("a class whose arrivals lie past all time does no harm before they are due", () => {
  const never = { name: "never", arrivals: poisson(Number.MIN_VALUE) };
  const chat = { name: "chat", arrivals: poisson(4) };
  expect(names(drawn([never, chat], { num_prompts: 50 }))).toEqual(Array(50).fill("chat"));
  const alone = sourceOf({ num_prompts: 1, classes: [never] });
  expect(() => alone.nextAt).toThrow("workload.classes.0.arrivals: request 0 would arrive at");
});
