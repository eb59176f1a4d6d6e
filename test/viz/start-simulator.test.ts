import { expect, test } from "vitest";
import type { FromWorker, ToWorker } from "../../viz/worker/protocol.ts";
import { NotRunnable, Superseded } from "../../viz/worker/simulator.ts";
import { startSimulator, type WorkerLike } from "../../viz/worker/start-simulator.ts";

/** A worker that remembers what it was told, and says what a test makes it say. */
class FakeWorker implements WorkerLike {
  onmessage: WorkerLike["onmessage"] = null;
  onerror: WorkerLike["onerror"] = null;
  readonly heard: ToWorker[] = [];
  ended = false;
  postMessage(message: ToWorker): void {
    this.heard.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  say(data: FromWorker): void {
    this.onmessage!({ data } as MessageEvent<FromWorker>);
  }
  die(message: string): void {
    this.onerror!({ message } as ErrorEvent);
  }
}

function world() {
  const workers: FakeWorker[] = [];
  const simulator = startSimulator(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { simulator, workers, worker: workers[0]! };
}

const files = { "a.csv": "1" };
const run = (text: string) => ({ kind: "run" as const, text, files });
const replay = (slot?: string) =>
  ({ kind: "steps", engine: 0, from: 0, to: 1, text: "", files, ...(slot && { slot }) }) as const;

test("a question is sent with its number, its files before it and only once", async () => {
  const { simulator, worker } = world();
  const first = simulator.ask(run("a"));
  expect(worker.heard).toEqual([{ files }, { id: 0, question: { kind: "run", text: "a" } }]);
  const answer = { why: { marker: 1 } } as never;
  worker.say({ id: 0, answer });
  expect(await first).toBe(answer);
  simulator.ask({ kind: "why", text: "a", files }).catch(() => {});
  expect(worker.heard.slice(2)).toEqual([{ id: 1, question: { kind: "why", text: "a" } }]);
});

test("progress reaches whoever asked, until there is an answer", () => {
  const { simulator, worker } = world();
  const told: number[] = [];
  simulator.ask(run("a"), (share) => told.push(share));
  worker.say({ id: 0, progress: 0.5 });
  worker.say({ id: 0, answer: {} as never });
  worker.say({ id: 0, progress: 0.9 });
  expect(told).toEqual([0.5]);
});

test("the next question of a kind takes the place of the one before", async () => {
  const { simulator, worker } = world();
  const first = simulator.ask(run("a"));
  const second = simulator.ask(run("b"));
  await expect(first).rejects.toBeInstanceOf(Superseded);
  expect(worker.heard).toContainEqual({ id: 0, cancel: true });
  worker.say({ id: 0, answer: "late" as never });
  worker.say({ id: 1, answer: "in time" as never });
  expect(await second).toBe("in time");
});

test("questions of another kind or slot stay", async () => {
  const { simulator, worker } = world();
  const head = simulator.ask(replay("head"));
  const pinned = simulator.ask(replay("pinned"));
  simulator.ask(run("a")).catch(() => {});
  worker.say({ id: 0, answer: "h" as never });
  worker.say({ id: 1, answer: "p" as never });
  expect([await head, await pinned]).toEqual(["h", "p"]);
});

test("a cancelled question is taken back, in all slots of its kind", async () => {
  const { simulator, worker } = world();
  const both = [simulator.ask(replay("head")), simulator.ask(replay("pinned"))];
  simulator.cancel("steps");
  for (const asked of both) await expect(asked).rejects.toBeInstanceOf(Superseded);
  expect(worker.heard.slice(-2)).toEqual([
    { id: 0, cancel: true },
    { id: 1, cancel: true },
  ]);
});

test("problems and failures come as errors that say so", async () => {
  const { simulator, worker } = world();
  const place = { label: "scenario.yaml:3:1", line: 3, column: 1 };
  const wrong = simulator.ask(run("a"));
  worker.say({ id: 0, problems: [{ path: ["seed"], message: "is odd", place }] });
  await expect(wrong).rejects.toThrow(NotRunnable);
  await expect(wrong).rejects.toThrow("is odd");
  const failed = simulator.ask(run("b"));
  worker.say({ id: 1, failure: "the trace is empty" });
  await expect(failed).rejects.toThrow("the trace is empty");
});

test("once a worker has died its questions say why, and the next has a fresh worker", async () => {
  const { simulator, workers, worker } = world();
  const lost = simulator.ask(run("a"));
  worker.die("out of memory");
  await expect(lost).rejects.toThrow("its worker ended: out of memory");
  expect(worker.ended).toBe(true);
  const again = simulator.ask(run("a"));
  expect(workers[1]!.heard).toEqual([{ files }, { id: 1, question: { kind: "run", text: "a" } }]);
  workers[1]!.say({ id: 1, answer: "yes" as never });
  expect(await again).toBe("yes");
});

test("it greets once it is ready", async () => {
  const { simulator, worker } = world();
  const hello = { schema: {}, gpus: ["H100"], models: [] };
  worker.say({ hello });
  expect(await simulator.hello).toEqual(hello);
});
