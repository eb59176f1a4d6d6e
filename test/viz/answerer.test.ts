import { expect, test } from "vitest";
import { parse } from "yaml";
import { simulate, why } from "../../sim/index.ts";
import { createAnswerer } from "../../viz/worker/answerer.ts";
import type { Answers, FromWorker, ToWorker } from "../../viz/worker/protocol.ts";

const text = (requests: number, more = "") => `
name: a small world
workload:
  arrivals: { process: poisson, request_rate: 20 }
  num_prompts: ${requests}
  prompt_tokens: { distribution: uniform, min: 1, max: 400 }
  output_tokens: { distribution: uniform, min: 1, max: 100 }
cluster:
  pools:
    - { model: meta-llama/Llama-3.1-8B-Instruct, gpu: H100-SXM-80GB }
slo: { ttft: 500 ms }
${more}`;

/** A worker without a thread: what it says is kept, and each slice takes 20 ms. */
function world() {
  const said: FromWorker[] = [];
  let clock = 0;
  const breaths: (() => void)[] = [];
  const hear = createAnswerer({
    say: (message) => said.push(message),
    breathe: () => new Promise((resolve) => breaths.push(resolve)),
    now: () => (clock += 20),
  });
  return {
    said,
    hear,
    /** Lets it work until it rests, or until so many slices are done. */
    async goOn(slices = Number.POSITIVE_INFINITY): Promise<void> {
      for (let done = 0; done < slices && breaths.length > 0; done++) {
        breaths.shift()!();
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

const detail = (id: number, question: object): ToWorker =>
  ({ id, question: { text: text(300), ...question } }) as ToWorker;

test("steps, tokens and tiles of a run are had by replaying it", async () => {
  const { said, hear, goOn } = world();
  hear(asks(0, "run", text(300)));
  hear(detail(1, { kind: "tokens", request: 40 }));
  hear(detail(2, { kind: "steps", engine: 0, from: 2, to: 3 }));
  hear(detail(3, { kind: "tiles", engines: [0], from: 2, to: 3 }));
  await goOn();
  const { record } = answerOf(said, 0) as Answers["run"];
  const { tokens } = answerOf(said, 1) as Answers["tokens"];
  expect(tokens.count).toBe(record.requests.output[40]);
  expect(tokens.at[0]).toBe(record.requests.arrival[40]! + record.requests.ttft[40]!);
  const { steps } = answerOf(said, 2) as Answers["steps"];
  expect(steps.count).toBeGreaterThan(50);
  expect(steps.begin[steps.count - 1]).toBeLessThanOrEqual(3);
  const { tiles } = answerOf(said, 3) as Answers["tiles"];
  expect([...tiles.index]).toEqual([...steps.index]);
});

test("the same memory is looked at in the other layout, with the same requests", async () => {
  const { said, hear, goOn } = world();
  for (const [id, layout] of ["paged", "contiguous"].entries())
    hear(detail(id, { kind: "blocks", engine: 0, at: 3, layout, slot: layout }));
  await goOn();
  const [paged, contiguous] = [0, 1].map((id) => (answerOf(said, id) as Answers["blocks"]).blocks);
  expect([paged!.layout, contiguous!.layout]).toEqual(["paged", "contiguous"]);
  expect(contiguous!.owner.length).toBe(paged!.owner.length);
  // A request of 131,072 tokens is set aside for each: three of them fill the cache.
  expect(contiguous!.running).toBeLessThan(paged!.running);
  expect(contiguous!.waiting).toBeGreaterThan(0);
});

test("a question that makes no sense fails in words", async () => {
  const { said, hear, goOn } = world();
  hear(detail(0, { kind: "tokens", request: 5000 }));
  await goOn();
  expect(said.at(-1)).toEqual({ id: 0, failure: expect.stringContaining("no request 5000") });
});

const asks = (id: number, kind: "run" | "why", text: string): ToWorker => ({
  id,
  question: { kind, text },
});
const idsOf = (said: FromWorker[], what: string) =>
  said.flatMap((message) => (what in message && "id" in message ? [message.id] : []));
const answerOf = (said: FromWorker[], id: number) =>
  said.flatMap((message) => ("answer" in message && message.id === id ? [message.answer] : []))[0];

test("a run is answered as the simulator alone answers it", async () => {
  const { said, hear, goOn } = world();
  hear(asks(0, "run", text(500)));
  await goOn();
  const { record } = answerOf(said, 0) as Answers["run"];
  const { summary, digest } = simulate(parse(text(500)));
  expect(record.summary!.digest).toBe(digest);
  expect(record.summary).toEqual(summary);
});

test("it tells how far it is, in order", async () => {
  const { said, hear, goOn } = world();
  hear(asks(0, "run", text(2000)));
  await goOn();
  const shares = said.flatMap((message) => ("progress" in message ? [message.progress] : []));
  expect(shares.length).toBeGreaterThan(3);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  expect(Math.max(...shares)).toBeLessThanOrEqual(1);
});

test("what is taken back is not answered, and what is asked meanwhile is heard", async () => {
  const { said, hear, goOn } = world();
  hear(asks(0, "run", text(100_000)));
  await goOn(10);
  hear({ id: 0, cancel: true });
  hear(asks(1, "run", text(100)));
  await goOn();
  expect(idsOf(said, "answer")).toEqual([1]);
});

test("a run goes before the study of why, which goes on afterwards", async () => {
  const { said, hear, goOn } = world();
  hear(asks(0, "why", text(300)));
  await goOn(3);
  hear(asks(1, "run", text(200)));
  await goOn();
  expect(idsOf(said, "answer")).toEqual([1, 0]);
  const answer = answerOf(said, 0) as Answers["why"];
  expect(answer.why).toEqual(why(parse(text(300))));
});

test("a mistake comes with its place", async () => {
  const { said, hear, goOn } = world();
  hear(asks(0, "run", text(10, "seed: [1")));
  hear(asks(1, "run", text(10, "sede: 1")));
  hear(asks(2, "run", text(10).replace("H100-SXM-80GB", "Z9")));
  await goOn();
  const places = said.flatMap((message) =>
    "problems" in message ? [message.problems.map(({ place }) => place.label)] : [],
  );
  const [faulty, unknown, machine] = places;
  expect(faulty![0]).toMatch(/^scenario\.yaml:1[23]:/);
  expect(unknown).toEqual(["scenario.yaml:12:1"]);
  expect(machine).toEqual(["scenario.yaml:10:55"]);
});

const replaying = `name: a recording
workload: { arrivals: { process: trace, file: traces/mine.csv } }
cluster: { pools: [{ model: facebook/opt-13b, gpu: A100-SXM-80GB }] }
`;

test("a trace that is not there is asked for where the scenario names it", async () => {
  const { said, hear, goOn } = world();
  hear(asks(0, "run", replaying));
  await goOn();
  expect(said).toEqual([
    {
      id: 0,
      problems: [
        {
          path: ["workload", "arrivals", "file"],
          value: "traces/mine.csv",
          message: "is not here: drop mine.csv on the page",
          place: { label: "scenario.yaml:2:47", line: 2, column: 47 },
        },
      ],
    },
  ]);
});

test("a trace is played once it is there; a broken one says its line", async () => {
  const { said, hear, goOn } = world();
  const header = "arrival_s,prompt_tokens,output_tokens\n";
  hear({ files: { "traces/mine.csv": `${header}0,10,3\n1,10,2\n` } });
  hear(asks(0, "run", replaying));
  await goOn();
  expect((answerOf(said, 0) as Answers["run"]).record.requests.count).toBe(2);
  hear({ files: { "traces/mine.csv": `${header}0,10,3\n1,ten,2\n` } });
  hear(asks(1, "run", replaying));
  await goOn();
  expect(said.at(-1)).toMatchObject({
    id: 1,
    problems: [{ message: expect.stringContaining('mine.csv:3:3  prompt_tokens: "ten" is not') }],
  });
});
