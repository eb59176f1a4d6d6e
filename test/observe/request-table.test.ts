import fc from "fast-check";
import { expect, test } from "vitest";
import { FIRST_TOKEN_PARTS, parts } from "../../sim/engine/ledger.ts";
import { RequestTable } from "../../sim/observe/request-table.ts";
import { world } from "../engine/world.ts";
import { ledger, request, stillEngine } from "./hand-made.ts";
import { loads, worldOf } from "./loads.ts";

const rowsOf = (table: RequestTable): string[][] => {
  const [, ...lines] = [...table.csv()].join("").trimEnd().split("\n");
  return lines.map((line) => line.split(","));
};

const FIRST_PART = 15;

test("the header is the agreed one", () => {
  const [header] = [...new RequestTable().csv()].join("").split("\n");
  expect(header).toBe(
    "request_id,class,arrival_s,prompt_tokens,output_tokens,cached_tokens,engine,ttft_ms,tpot_ms," +
      "mean_itl_ms,max_itl_ms,e2el_ms,preemptions,finish_reason,slo_ok,frontend_ms,wait_step_ms," +
      "wait_batch_ms,wait_seqs_ms,wait_budget_ms,wait_kv_ms,prefill_ms,preempted_prefill_ms," +
      "transfer_ms,decode_weights_ms,decode_kv_ms,decode_activations_ms,decode_matrix_ms," +
      "decode_attention_ms,decode_collectives_ms,decode_transfer_ms,decode_bubble_ms," +
      "decode_launch_ms,decode_host_ms,decode_sampler_ms,decode_idle_ms,others_prefill_ms," +
      "preempted_ms,lost_attempts_ms,stream_ms,priority,tenant",
  );
});

test("a finished request has all its figures", () => {
  const table = new RequestTable({ ttft: 1, share: 0.9 });
  const engine = stillEngine();
  const it = request({
    id: 0,
    arrival: 0.25,
    prompt: 12,
    output: 5,
    ttft: 1,
    e2el: 3,
    maxItl: 0.75,
  });
  table.requestSubmitted(it, engine);
  table.requestPreempted(it);
  table.firstTokenArrived(it);
  table.requestFinished(it, engine, ledger({ wait_kv: 0.5, prefill: 0.5, decode_kv: 2 }));
  const [row] = rowsOf(table);
  expect(row!.slice(0, FIRST_PART).join(",")).toBe(
    "0,default,0.2500000000,12,5,0,mixed-0,1000.000000,500.000000,500.000000,750.000000," +
      "3000.000000,1,stop,true",
  );
  expect(row![FIRST_PART + parts.indexOf("wait_kv")]).toBe("500.000000");
  expect(row![FIRST_PART + parts.indexOf("decode_kv")]).toBe("2000.000000");
  expect(row![FIRST_PART + parts.indexOf("stream")]).toBe("0.000000");
});

test("rows come in order of id, and refused and unfinished requests have theirs", () => {
  const table = new RequestTable({ e2el: 4, share: 0.9 });
  const engine = stillEngine();
  const [slow, refused, young] = [
    request({ id: 2 }),
    request({ id: 1, finishReason: "prompt_too_long" }),
    request({ id: 0, finishReason: "unfinished", ttft: 0.5 }),
  ];
  table.requestSubmitted(slow!, engine);
  table.requestRefused(refused!, engine);
  table.requestSubmitted(young!, engine);
  table.firstTokenArrived(young!);
  table.requestFinished(slow!, engine, ledger({}));
  const rows = rowsOf(table).map((row) => [row[0], row[7], row[11], row[13], row[14]]);
  expect(rows).toEqual([
    ["0", "500.000000", "", "unfinished", "false"],
    ["1", "", "", "prompt_too_long", "false"],
    ["2", "", "5000.000000", "stop", "false"],
  ]);
  expect(rowsOf(table)[0]![FIRST_PART]).toBe("");
});

test("a single output token has no pace, and without an SLO nothing is good or bad", () => {
  const table = new RequestTable();
  const engine = stillEngine();
  const it = request({ id: 0, output: 1 });
  table.requestSubmitted(it, engine);
  table.requestFinished(it, engine, ledger({}));
  const [row] = rowsOf(table);
  expect(row!.slice(8, 11)).toEqual(["", "", ""]);
  expect(row![14]).toBe("");
});

test("ten thousand rows come in chunks of about 64 KB, each row once", () => {
  const table = new RequestTable();
  for (let id = 0; id < 10_000; id++) table.requestSubmitted(request({ id }), stillEngine());
  const chunks = [...table.csv()];
  for (const chunk of chunks) expect(chunk.length).toBeLessThan(70_000);
  expect(chunks.length).toBeLessThan(25);
  expect(rowsOf(table).map(([id]) => Number(id))).toEqual([...Array(10_000).keys()]);
});

test("printed parts add up to the printed whole, within their rounding", () => {
  fc.assert(
    fc.property(loads, (load) => {
      const table = new RequestTable();
      world(load.asked, { ...worldOf(load), probes: [table] }).run();
      const rows = rowsOf(table);
      expect(rows).toHaveLength(load.asked.length);
      for (const row of rows) {
        const ledgerMs = row.slice(FIRST_PART, FIRST_PART + parts.length).map(Number);
        const sum = (cells: number[]) => cells.reduce((a, b) => a + b, 0);
        expect(sum(ledgerMs.slice(0, FIRST_TOKEN_PARTS))).toBeCloseTo(Number(row[7]), 4);
        expect(sum(ledgerMs)).toBeCloseTo(Number(row[11]), 4);
      }
    }),
    { numRuns: 40 },
  );
});
