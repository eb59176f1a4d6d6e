import { describe, expect, test } from "vitest";
import { blind } from "../../sim/observe/probe.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { Timeline } from "../../sim/observe/timeline.ts";
import { GOOD, Recording } from "../../sim/recording/index.ts";
import { scenarioSchema } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { numbersOf, recorded, scenario, sum, tight } from "./runs.ts";

/** What `probes` see of the run that is recorded. */
const watched = (probes: object[]): Simulation =>
  new Simulation(scenario(tight), {
    probes: probes.map((probe) => ({ ...blind, ...probe })),
  }).run();

describe("a record", () => {
  const { record, simulation } = recorded(tight);
  const { requests, pieces, pauses } = record;

  test("has the run's name, its engines and its summary", () => {
    expect([record.name, record.text]).toEqual(["a known run", null]);
    expect(record.engines).toEqual([
      {
        name: "mixed-0",
        pool: "mixed",
        model: "meta-llama/Llama-3.1-8B-Instruct",
        gpu: "H100-SXM-80GB",
        kvBlocks: 60,
        blockSize: 16,
      },
    ]);
    expect(record.classes).toEqual(["default"]);
    expect(record.summary).toEqual(simulation.result().summary);
  });

  test("has of each request what requests.csv has", () => {
    const table = new RequestTable(scenario(tight).slo);
    new Simulation(scenario(tight), { probes: [table] }).run();
    const [, ...lines] = [...table.csv()].join("").trimEnd().split("\n");
    expect(requests.count).toBe(lines.length);
    for (const [row, line] of lines.entries()) {
      const cells = line.split(",");
      const ms = (seconds: number) => (seconds * 1000).toFixed(6);
      const { arrival, ttft, tpot, maxItl, e2el, prompt, output, preemptions, good } = requests;
      expect([row, prompt[row], output[row], preemptions[row]].map(String)).toEqual(
        [0, 3, 4, 12].map((column) => cells[column]),
      );
      expect(arrival[row]!.toFixed(10)).toBe(cells[2]);
      expect([ttft, tpot, maxItl, e2el].map((column) => ms(column[row]!))).toEqual(
        [7, 8, 10, 11].map((column) => cells[column]),
      );
      expect(good[row] === GOOD.yes).toBe(cells[14] === "true");
      const ledger = [...requests.ledger.subarray(25 * row, 25 * row + 25)].map(ms);
      expect(ledger).toEqual(cells.slice(15, 40));
    }
  });

  test("has each request's prompt in pieces, again after a preemption", () => {
    for (let row = 0; row < requests.count; row++) {
      const own = Array.from(pieces.request.keys()).filter((at) => pieces.request[at] === row);
      const fresh = own.filter((at) => pieces.again[at] === 0);
      expect(sum(fresh.map((at) => pieces.tokens[at]!))).toBe(requests.prompt[row]);
      expect(own.length > fresh.length).toBe(requests.preemptions[row]! > 0);
      expect(pieces.begin[own[0]!]!).toBeGreaterThanOrEqual(requests.admitted[row]!);
    }
  });

  test("has a pause for each preemption, until its tokens are computed again", () => {
    expect(pauses.count).toBe(2);
    expect(sum([...requests.preemptions])).toBe(2);
    for (let at = 0; at < pauses.count; at++) {
      const request = pauses.request[at]!;
      const until = pauses.until[at]!;
      expect(until).toBeGreaterThan(pauses.from[at]!);
      const next = Array.from(pieces.begin).find(
        (begin, piece) => pieces.request[piece] === request && begin >= until,
      )!;
      expect(next - until).toBeLessThan(0.05);
    }
  });

  test("has the rows of timeline.csv", () => {
    const timeline = new Timeline();
    const other = new Simulation(scenario(tight), { probes: [timeline] }).run();
    const rows = [...timeline.rows(other.engines, other.end)];
    const { edges, figures, intervals, engines, columns } = record.timeline!;
    expect([intervals, engines, columns.length]).toEqual([rows.length, 1, 23]);
    expect([...edges]).toEqual([...rows.map(({ start }) => start), other.end]);
    expect([...figures]).toEqual(rows.flatMap((row) => columns.map((name) => row.figures[name])));
  });

  test("has as many gaps as tokens after a first one, none longer than its bucket says", () => {
    const gaps: [number, number][] = [];
    watched([{ tokensFollowed: (gap: number, tokens: number) => gaps.push([gap, tokens]) }]);
    const { upTo, tokens } = record.gaps!;
    expect(sum([...tokens])).toBe(sum([...requests.output]) - requests.count);
    expect(upTo.at(-1)).toBe(Math.max(...gaps.map(([gap]) => gap)));
    const within = (limit: number) => sum(gaps.map(([gap, n]) => (gap <= limit ? n : 0)));
    const counted = [...tokens].map((_, at) => sum([...tokens.subarray(0, at + 1)]));
    // A gap on the very edge of a bucket lies in the next one.
    for (const [at, limit] of upTo.entries()) {
      expect(counted[at]!).toBeLessThanOrEqual(within(limit));
    }
  });
});

test("what is not known yet is no number, and who waits for good has a pause without end", () => {
  const recording = new Recording();
  const simulation = new Simulation(scenario(tight), { probes: [recording] });
  while (simulation.now < 0.56) simulation.advance(1);
  const { requests, pauses, summary } = recording.record(simulation, {
    scenario: scenario(tight),
    text: "as it was written",
    name: "half a run",
  });
  expect(summary!.status).toBe("partial");
  const waiting = [...requests.admitted].filter((at) => Number.isNaN(at)).length;
  expect(waiting).toBeGreaterThan(0);
  expect([...requests.e2el].filter((seconds) => seconds > 0).length).toBe(summary!.completed);
  expect([...requests.good].every((good) => good === GOOD.unasked)).toBe(true);
  expect([...pauses.until].some((until) => Number.isNaN(until))).toBe(true);
});

test("a refused request has a row, and all classes have a name", () => {
  const refusing = scenarioSchema.parse({
    name: tight.name,
    cluster: tight.cluster,
    workload: {
      num_prompts: 40,
      classes: [
        { name: "never", share: 1e-9, prompt_tokens: 10, output_tokens: 10 },
        { name: "long", share: 0.5, prompt_tokens: 2000, output_tokens: 10, slo: { e2el: 1 } },
        { name: "short", share: 0.5, prompt_tokens: 10, output_tokens: 1 },
      ].map(({ prompt_tokens, output_tokens, ...rest }) => ({
        ...rest,
        prompt_tokens: { distribution: "fixed", tokens: prompt_tokens },
        output_tokens: { distribution: "fixed", tokens: output_tokens },
      })),
      arrivals: { process: "poisson", request_rate: 10 },
    },
  });
  const recording = new Recording();
  const simulation = new Simulation(refusing, { probes: [recording] }).run();
  const { requests, classes } = recording.record(simulation, { scenario: refusing });
  expect(classes).toEqual(["never", "long", "short"]);
  const long = requests.class.indexOf(1);
  expect([requests.reason[long], requests.good[long], requests.e2el[long]]).toEqual([3, 0, NaN]);
  const short = requests.class.indexOf(2);
  expect([requests.reason[short], requests.good[short]]).toEqual([1, 2]);
  expect([requests.tpot[short], requests.maxItl[short]]).toEqual([NaN, NaN]);
});

test("a record of a thousand requests and more grows with them", () => {
  const many = scenarioSchema.parse({
    ...tight,
    workload: { ...tight.workload, num_prompts: 2500 },
  });
  const { record } = recorded(many);
  expect(record.requests.count).toBe(2500);
  for (const column of numbersOf(record.requests)) {
    expect([2500, 2500 * 25]).toContain(column.length);
  }
  expect([...record.requests.e2el].every((seconds) => seconds > 0)).toBe(true);
});

test("a request that is cut short is not done before its end", () => {
  const cut = scenarioSchema.parse({
    ...tight,
    workload: {
      ...tight.workload,
      prompt_tokens: { distribution: "fixed", tokens: 900 },
      output_tokens: { distribution: "fixed", tokens: 100 },
    },
  });
  const recording = new Recording(cut.slo);
  const simulation = new Simulation(cut, { probes: [recording] });
  while (simulation.now < 0.3) simulation.advance(1);
  expect(recording.record(simulation, { scenario: cut }).requests.reason[0]).toBe(0);
  simulation.run();
  expect(recording.record(simulation, { scenario: cut }).requests.reason[0]).toBe(2);
});

test("in a pipeline each piece of a prompt is told from where the one before it is done", () => {
  const [pool] = tight.cluster.pools;
  const { pieces, requests } = recorded({
    ...tight,
    cluster: { pools: [{ ...pool!, pipeline_parallel_size: 2 }] },
  }).record;
  let overlapping = 0;
  for (let row = 0; row < requests.count; row++) {
    const own = Array.from(pieces.request.keys()).filter((at) => pieces.request[at] === row);
    for (const [place, at] of own.entries()) {
      if (place === 0) continue;
      expect(pieces.begin[at]!).toBeGreaterThanOrEqual(pieces.end[own[place - 1]!]!);
      if (pieces.begin[at] === pieces.end[own[place - 1]!]) overlapping += 1;
    }
  }
  expect(overlapping).toBeGreaterThan(0);
});
