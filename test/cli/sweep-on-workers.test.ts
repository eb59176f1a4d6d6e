/** A sweep on several machines, by a real Redis: the same tables as here. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { hasRedis, hurried, startRedis, startWorker } from "./redis.ts";
import { folderWith, rooflight, small, start } from "./rooflight.ts";

const scenario = `${small.replace("num_prompts: 300", "num_prompts: 3000")}sweep:
  grid:
    workload.arrivals.request_rate: [20, 24, 28, 32, 90]
    cluster.pools.0.gpu: [H100-SXM-80GB, T4]
  replications: 2
`;

test.skipIf(!hasRedis)(
  "a sweep has the same tables, though a worker is killed in the middle (needs redis-server)",
  { timeout: 90_000 },
  async () => {
    const { url, client } = await startRedis();
    const [one] = await Promise.all([startWorker(url), startWorker(url)]);
    const folder = folderWith({ "s.yaml": scenario });
    const sweep = ["sweep", "s.yaml", "--out"];
    const there = start(folder, [...sweep, "there", "--queue", url], hurried);
    while ((await client.llen(`rooflight:${one.version}:active`)) < 2) await setTimeout(5);
    one.process.kill("SIGKILL");
    const { code, stderr } = await there.ended;
    expect([code, stderr]).toEqual([0, ""]);

    await rooflight(folder, ...sweep, "here");
    const tables = (out: string) =>
      ["runs.csv", "points.csv"].map((file) => readFileSync(join(folder, out, file), "utf8"));
    expect(tables("there")).toEqual(tables("here"));
    const statuses = tables("here")[1]!.match(/,(finished|unstable|refused),/g);
    expect(new Set(statuses).size).toBe(3);
    // What workers have done is kept here as well: nothing is asked of them again.
    const again = await rooflight(folder, ...sweep, "there");
    expect(again.stdout).toContain("20 of 20 runs were there.");
  },
);
