import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { Timeline } from "../../sim/observe/timeline.ts";
import { Recording, type RunRecord, recordFromCsv } from "../../sim/recording/index.ts";
import type { Scenario } from "../../sim/scenario/schema.ts";
import { Simulation } from "../../sim/simulation.ts";
import { tries } from "../soak.ts";
import { numbersOf, scenario, scenarios, tight } from "./runs.ts";

/** A run, its record, and the tables that are exported of it. */
function exported(of: Scenario): { record: RunRecord; requests: string; timeline: string } {
  const recording = new Recording(of.slo);
  const table = new RequestTable(of.slo);
  const timeline = new Timeline();
  const simulation = new Simulation(of, { probes: [recording, table, timeline] }).run();
  return {
    record: recording.record(simulation, { scenario: of }),
    requests: [...table.csv()].join(""),
    timeline: [...timeline.csv(simulation.engines, simulation.end)].join(""),
  };
}

/** Columns of two records differ by no more than the tables' decimals leave out. */
function expectNear(read: object, recorded: object, precision: number): void {
  const [ours, theirs] = [numbersOf(read), numbersOf(recorded)];
  expect(ours.map(({ length }) => length)).toEqual(theirs.map(({ length }) => length));
  for (const [at, column] of ours.entries()) {
    const apart = Array.from(column, (value, row) => Math.abs(value - theirs[at]![row]!));
    expect(Math.max(0, ...apart.filter((it) => !Number.isNaN(it)))).toBeLessThan(precision);
    const known = (numbers: ArrayLike<number>) => Array.from(numbers, Number.isNaN);
    expect(known(column)).toEqual(known(theirs[at]!));
  }
}

test("what we export comes back as it was, up to the decimals", () => {
  fc.assert(
    fc.property(scenarios, (drawn) => {
      const { record, requests, timeline } = exported(drawn);
      const back = recordFromCsv({ name: "read back", requests, timeline });
      // The order of classes is that of their first requests.
      const nameOf = (of: RunRecord) => [...of.requests.class].map((index) => of.classes[index]);
      expect(nameOf(back)).toEqual(nameOf(record));
      const { class: _, admitted: __, ...read } = back.requests;
      const { class: ___, admitted: ____, ...recorded } = record.requests;
      expectNear(read, recorded, 1e-9);
      expectNear(back.timeline!, record.timeline!, 1e-6);
      expect(back.requests.arrival).toEqual(record.requests.arrival);
      expect([...back.requests.admitted].every(Number.isNaN)).toBe(true);
    }),
    { numRuns: tries(15) },
  );
});

const { requests, timeline } = exported(scenario(tight));

test("a record of tables knows their names and the size of caches, and no more", () => {
  const { name, engines, classes, text, summary, gaps, pieces, pauses, ...rest } = recordFromCsv({
    name: "tables",
    requests,
    timeline,
  });
  expect([name, classes, text, summary, gaps]).toEqual(["tables", ["default"], null, null, null]);
  expect([rest.scenario, pieces.count, pauses.count]).toEqual([null, 0, 0]);
  expect(engines).toEqual([
    { name: "mixed-0", pool: "mixed", model: "", gpu: "", kvBlocks: 60, blockSize: 16 },
  ]);
});

test("one table alone is enough", () => {
  const alone = recordFromCsv({ name: "", requests });
  expect([alone.timeline, alone.requests.count, alone.engines[0]!.kvBlocks]).toEqual([null, 12, 0]);
  const other = recordFromCsv({ name: "", timeline });
  expect([other.requests.count, other.requests.ledger.length]).toEqual([0, 0]);
  expect(other.timeline!.intervals).toBeGreaterThan(100);
});

test("ranks are of the pool of their engine", () => {
  const [pool] = tight.cluster.pools;
  const spread = scenario({ ...tight, cluster: { pools: [{ ...pool!, data_parallel_size: 2 }] } });
  const { engines } = recordFromCsv({ name: "ranks", ...exported(spread) });
  expect(engines.map(({ name, pool }) => [name, pool])).toEqual([
    ["mixed-0-dp0", "mixed"],
    ["mixed-0-dp1", "mixed"],
  ]);
});

describe("what is no such table is refused in words", () => {
  /** The table with its cell in this row, counted from the header, and column written anew. */
  const written = (table: string, row: number, column: string, cell: string) => {
    const rows = table.split("\n").map((line) => line.split(","));
    rows[row]![rows[0]!.indexOf(column)] = cell;
    return rows.map((cells) => cells.join(",")).join("\n");
  };
  const refused = (tables: { requests?: string; timeline?: string }, words: string) =>
    expect(() => recordFromCsv({ name: "", ...tables })).toThrow(words);

  test("empty, or another header", () => {
    refused({ requests: " \n" }, "requests.csv is empty.");
    refused({ timeline: "" }, "timeline.csv is empty.");
    const header = "arrived_at,num_prefill_tokens";
    refused(
      { requests: `${header}\n1,2\n` },
      `requests.csv has no column class, and lacks 36 more. Its header is "${header}".`,
    );
    refused(
      { requests: requests.replace("ttft_ms", "ttft") },
      "requests.csv has no column ttft_ms. Its header is",
    );
  });

  test("a bad cell, with its row and its column", () => {
    const bad = (column: string, cell: string) => ({
      requests: written(requests, 3, column, cell),
    });
    refused(bad("ttft_ms", "soon"), 'requests.csv, row 4: ttft_ms "soon" is no number.');
    refused(bad("ttft_ms", "Infinity"), 'row 4: ttft_ms "Infinity" is no number.');
    refused(bad("prompt_tokens", ""), 'row 4: prompt_tokens "" is no number.');
    refused(bad("finish_reason", "bored"), '"bored" is none of unfinished, stop, length, ');
    refused(bad("slo_ok", "maybe"), 'slo_ok "maybe" is none of false, true, nothing.');
    refused(bad("arrival_s", "0.01"), 'arrival_s "0.01" is before that of the row above.');
    refused({ requests: `${requests}12,default\n` }, "row 14 has 2 cells where the header has 42.");
    refused({ requests: `${requests}12,"default\n` }, "requests.csv, row 14: Quoted field ");
    refused(bad("ttft_ms", "\u202e<b>"), 'ttft_ms "\\u202e<b>" is no number.');
  });

  test("intervals that do not follow one another, engines that come and go", () => {
    const bad = (column: string, cell: string) => ({
      timeline: written(timeline, 3, column, cell),
    });
    refused(bad("start_s", "7"), 'timeline.csv, row 4: start_s "7" is not where the interval');
    refused(bad("end_s", "0"), 'timeline.csv, row 4: end_s "0" is not after start_s.');
    refused(bad("engine", "other"), 'row 4: engine "other" is out of its order in the first');
    const [pool] = tight.cluster.pools;
    const two = exported(scenario({ ...tight, cluster: { pools: [{ ...pool!, engines: 2 }] } }));
    const short = two.timeline.split("\n").slice(0, 4).join("\n");
    refused({ timeline: short }, "ends in the midst of an interval: mixed-1 is missing.");
    refused(
      { requests: requests.replaceAll("mixed-0", "mixed-1"), timeline },
      "requests.csv tells of an engine that timeline.csv does not: mixed-1.",
    );
  });
});
