/** `--queue` and `rooflight worker`: jobs on several machines, by a real Redis. */
import { appendFileSync, cpSync, readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Queue } from "bullmq";
import { describe, expect, test } from "vitest";
import { readAddress } from "../../sim/cli/queue/address.ts";
import { hasRedis, hurried, startRedis, startWorker, watched } from "./redis.ts";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

/** Six runs; those of the longer one so long that a worker can be met in the middle of one. */
const six = `${small}sweep:
  grid: { workload.arrivals.request_rate: [10, 20, 30] }
  replications: 2
`;
const longer = six.replace("num_prompts: 300", "num_prompts: 3000");
const study = ["sweep", "study.yaml", "--json"];

describe.skipIf(!hasRedis)("a study on workers (needs redis-server)", { timeout: 90_000 }, () => {
  test("comes to the same bytes, though a worker is killed in the middle of a job", async () => {
    const { url, client } = await startRedis();
    const [one, other] = await Promise.all([startWorker(url), startWorker(url)]);
    const folder = folderWith({ "study.yaml": longer });
    const there = start(folder, [...study, "--out", "there", "--queue", url], hurried);
    const active = `rooflight:${one.version}:active`;
    while ((await client.llen(active)) < 2) await setTimeout(5);
    one.process.kill("SIGKILL");
    const { code, stdout } = await there.ended;
    expect(code).toBe(0);
    // The other worker has done the job that was lost, too.
    const events = JSON.stringify(await client.xrange(`rooflight:${one.version}:events`, "-", "+"));
    expect(events).toContain('"stalled"');
    other.process.kill("SIGTERM");
    expect((await other.ended).code).toBe(0);

    const here = await rooflight(folder, ...study, "--out", "here");
    expect(stdout).toBe(here.stdout);
    for (const file of ["runs.csv", "points.csv"]) {
      const [made, expected] = ["there", "here"].map((out) =>
        readFileSync(join(folder, out, file)),
      );
      expect(made!.equals(expected!)).toBe(true);
    }
  });

  test("does no job twice, asked for by two at once and once more", async () => {
    const { url } = await startRedis();
    const workers = await Promise.all([startWorker(url, {}), startWorker(url, {})]);
    const folder = folderWith({ "study.yaml": six });
    const asked = [...study, "--queue", url];
    const [one, other] = await Promise.all([
      rooflight(folder, ...asked),
      rooflight(folder, ...asked),
    ]);
    const again = await rooflight(folder, ...asked);
    expect([one.code, one.stderr]).toEqual([0, ""]);
    expect([other, again]).toEqual([one, one]);
    const done = workers.map(async ({ process, ended }) => {
      process.kill("SIGINT");
      const { code, stdout } = await ended;
      expect(code).toBe(130);
      return Number(stdout.match(/^(\d+) jobs? done\.$/m)?.[1]);
    });
    const [first, second] = await Promise.all(done);
    expect(first! + second!).toBe(6);
  });

  test("is left alone by workers of another version, and both sides say so", async () => {
    const { url, client } = await startRedis();
    const otherBuild = anotherBuild();
    const early = await startWorker(url, hurried, otherBuild);
    const folder = folderWith({ "study.yaml": six });
    const waiting = watched(folder, [...study, "--queue", url]);
    const [, version] = await waiting.prints(
      /Jobs wait for a worker of version (\S+): there are only some of (\S+)\. Start one: /,
    );
    await early.prints(new RegExp(`A study of version ${quoted(version!)} has come`));

    const late = watched(folder, ["worker", "--queue", url], hurried, otherBuild);
    expect(await late.ended).toEqual({
      code: 2,
      stdout: "",
      stderr:
        `--queue: ${url} has jobs of version ${version}, and this worker is of ` +
        `${early.version}: only the same build comes to the same figures\n`,
    });

    waiting.process.kill("SIGINT");
    expect((await waiting.ended).code).toBe(130);
    expect(await client.llen(`rooflight:${version}:wait`)).toBe(0);

    const right = await startWorker(url);
    expect(right.version).toBe(version);
    const { stdout } = await rooflight(folder, ...study, "--queue", url);
    expect(stdout).toBe((await rooflight(folder, ...study)).stdout);
    early.process.kill("SIGTERM");
    expect((await early.ended).stdout).toContain("\n0 jobs done.\n");
  });

  test("goes on after a Redis that forgot everything", async () => {
    const redis = await startRedis();
    const { url, client } = redis;
    const worker = await startWorker(url);
    const folder = folderWith({ "study.yaml": longer });
    const there = watched(folder, [...study, "--queue", url]);
    while ((await client.llen(`rooflight:${worker.version}:active`)) < 1) await setTimeout(5);
    redis.process.kill("SIGKILL");
    await Promise.all([there, worker].map((each) => each.prints(/The connection to .* is lost/)));
    const empty = await startRedis(Number(new URL(url).port));
    const { code, stdout } = await there.ended;
    expect(code).toBe(0);
    expect(stdout).toBe((await rooflight(folder, ...study)).stdout);

    // Whoever is told to stop does so without one, too.
    const waiting = watched(folder, [...study, "--set", "seed=2", "--queue", url]);
    while ((await empty.client.llen(`rooflight:${worker.version}:active`)) < 1) await setTimeout(5);
    empty.process.kill("SIGKILL");
    await waiting.prints(/is lost/);
    for (const { process } of [waiting, worker]) process.kill("SIGINT");
    expect([(await waiting.ended).code, (await worker.ended).code]).toEqual([130, 130]);
  });

  test("survives jobs that are none, and so do the workers", async () => {
    const { url, client } = await startRedis();
    const worker = await startWorker(url);
    const queue = new Queue(worker.version, { connection: client, prefix: "rooflight" });
    const deep = Buffer.from("nothing that anybody has packed").toString("base64");
    await queue.add("job", { job: deep, files: {} }, { jobId: "a" });
    await queue.add("job", {}, { jobId: "b" });
    await queue.add("job", { job: deep, files: { "a.csv": "0".repeat(64) } }, { jobId: "c" });
    await queue.add("job", {}, { jobId: "d" });
    await client.hset(`rooflight:${worker.version}:d`, "data", "{");
    const folder = folderWith({ "study.yaml": six });
    const { stdout } = await rooflight(folder, ...study, "--queue", url);
    expect(stdout).toBe((await rooflight(folder, ...study)).stdout);
    expect(worker.printed).toContain("A job could not be done: These bytes are no tree of values.");
    worker.process.kill("SIGTERM");
    expect(await worker.ended).toMatchObject({ code: 0 });
  });

  test("brings its files along to workers that have none", async () => {
    const { url } = await startRedis();
    await startWorker(url);
    const rows = Array.from({ length: 100 }, (_, row) => `${row / 10},${100 + row},${10 + row}`);
    const folder = folderWith({
      "trace.csv": `arrival_s,prompt_tokens,output_tokens\n${rows.join("\n")}\n`,
      "study.yaml": traced,
    });
    const asked = ["run", "study.yaml", "--replications", "3", "--json"];
    const there = await rooflight(folder, ...asked, "--queue", url);
    expect(there).toEqual(await rooflight(folder, ...asked));
    expect(JSON.parse(there.stdout)).toMatchObject({ completed: 100, replications: { n: 3 } });
  });

  test("is told what is wrong with a scenario in the words of this machine", async () => {
    const { url } = await startRedis();
    const worker = await startWorker(url);
    const folder = folderWith({ "study.yaml": six });
    const asked = [...study, "--set", "cluster.pools.0.gpu=T4"];
    const there = await rooflight(folder, ...asked, "--queue", url);
    expect(there).toEqual(await rooflight(folder, ...asked));
    // Of each point and of each run.
    const reasons = there.stdout.match(/"reason": "cluster.pools.0.model: .* does not fit/g);
    expect(reasons).toHaveLength(3 + 6);
    // An outcome like any other, and not tried again.
    expect(worker.printed).not.toContain("could not be done");
  });

  test("a worker that is told to stop gives back what it was doing", async () => {
    const { url, client } = await startRedis();
    const worker = await startWorker(url, {});
    const endless = six.replace("num_prompts: 300", "duration: 20 d");
    watched(folderWith({ "study.yaml": endless }), [...study, "--queue", url]);
    const list = (name: string) => client.llen(`rooflight:${worker.version}:${name}`);
    while ((await list("active")) < 1 || (await list("wait")) < 5) await setTimeout(10);
    worker.process.kill("SIGTERM");
    expect((await worker.ended).code).toBe(0);
    expect([await list("active"), await list("wait")]).toEqual([0, 6]);
  });
});

const traced = small
  .replace(/arrivals: .*/, "arrivals: { process: trace, file: trace.csv }")
  .replace(/ {2}(num_prompts|prompt_tokens|output_tokens): .*\n/g, "");

test("whoever asks for no queue needs no library for one", async () => {
  const folder = folderWith({ "study.yaml": small });
  const cli = anotherBuild({ packages: false });
  const [help, run, queue] = await Promise.all(
    [["--help"], ["run", "study.yaml", "--json"], ["worker", "--queue", "redis://host"]].map(
      (asked) => start(folder, asked, {}, cli).ended,
    ),
  );
  expect([help?.code, run?.code, queue?.code]).toEqual([0, 0, 1]);
  expect(queue?.stderr).toMatch(/Cannot find package '(bullmq|ioredis)'/);
});

describe("an address", () => {
  test("at which there is no Redis is told so, without the password", async () => {
    const folder = folderWith({ "study.yaml": small });
    const url = "redis://user:secret@127.0.0.1:1";
    const stderr = "--queue: redis://127.0.0.1:1 does not answer: no Redis listens there\n";
    expect(await rooflight(folder, "worker", "--queue", url)).toEqual({
      code: 2,
      stdout: "",
      stderr,
    });
    const study = await rooflight(folder, "run", "study.yaml", "--replications=2", "--queue", url);
    expect([study.code, study.stderr]).toEqual([2, stderr]);
  });

  test.each([
    "redis",
    "http://:secret@host",
    "redis://",
    "redis://:secret@",
    "redis://host/secret",
    "redis://host?a=secret",
  ])("%s is refused, and its secrets not repeated", (written) => {
    expect(() => readAddress(written)).toThrowError(
      expect.objectContaining({
        name: "Refusal",
        message: expect.stringMatching(/^--queue.* is no address of a Redis: give redis:\/\/host,/),
      }),
    );
    expect(() => readAddress(written)).not.toThrowError(/:secret@|a=secret/);
  });

  test("is shown without its password", () => {
    for (const [url, shown] of [
      ["redis://host", "redis://host"],
      ["redis://host:6380/2", "redis://host:6380/2"],
      ["rediss://user:secret@host/", "rediss://host"],
      ["redis://:p%40ss@[::1]:6379", "redis://[::1]:6379"],
    ] as const)
      expect(readAddress(url)).toEqual({ url, shown });
  });

  test("is of no use to a single run", async () => {
    const asked = ["run", "study.yaml", "--queue", "redis://host"];
    expect(await rooflight(folderWith({ "study.yaml": small }), ...asked)).toEqual({
      code: 2,
      stdout: "",
      stderr: "--queue: a single run is made here; give --replications, too\n",
    });
  });
});

/** The command line of a package whose code differs in a comment, with or without what it needs. */
function anotherBuild({ packages } = { packages: true }): string {
  const folder = folderWith();
  for (const part of ["package.json", "dist"])
    cpSync(resolve(part), join(folder, part), { recursive: true });
  if (packages) symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const cli = join(folder, "dist/cli.js");
  appendFileSync(cli, "// Another build.\n");
  return cli;
}

const quoted = (text: string): string => text.replaceAll(/[.+]/g, "\\$&");
