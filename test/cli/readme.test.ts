/** What README shows is what happens. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { h100Sxm80gb } from "../../sim/cost/calibration/h100-sxm-80gb.ts";
import { formatCount, formatSeconds, orders } from "../../sim/index.ts";
import { play } from "../scenario/play.ts";
import { folderWith, rooflight } from "./rooflight.ts";

const readme = readFileSync("README.md", "utf8");

/** The code block that follows a mark. */
function blockAfter(mark: string): string {
  const [, block] =
    new RegExp(`<!-- ${mark} -->\\n\`\`\`\\w+\\n([\\s\\S]*?)\`\`\``).exec(readme) ?? [];
  return block ?? "";
}

/** Lines end where their text does. */
const trimmed = (text: string): string => text.replaceAll(/ +$/gm, "").trim();

test("npm start prints what README shows", async () => {
  const { stdout } = await rooflight(resolve("."), "run", "scenarios/chat.yaml");
  expect(trimmed(stdout)).toBe(trimmed(blockAfter("npm start")));
});

/** The commands whose output README shows: `<!-- $ rooflight list gpus -->`. */
const shown = [...readme.matchAll(/<!-- \$ rooflight (.*) -->\n```\w+\n([\s\S]*?)```/g)];

test.each(shown.map(([, command, block]) => [command!, block!]))(
  "rooflight %s prints what README shows",
  async (command, block) => {
    const { stdout } = await rooflight(resolve("."), ...command.split(" "));
    expect(trimmed(stdout)).toBe(trimmed(block));
  },
);

test("run --why prints what README shows", async () => {
  const { stdout } = await rooflight(resolve("."), "run", "scenarios/burst.yaml", "--why");
  expect(trimmed(stdout.slice(stdout.indexOf("Why: ")))).toBe(trimmed(blockAfter("why")));
});

/** What a block shows of a command's output, the command in its first line. */
async function shownOf(mark: string) {
  const [command = "", ...lines] = trimmed(blockAfter(mark)).split("\n");
  const { stdout } = await rooflight(resolve("."), ...command.split(" ").slice(3));
  return { shown: lines.join("\n"), stdout: trimmed(stdout) };
}

test("a queue that grows is told as README shows", async () => {
  const { shown, stdout } = await shownOf("growing");
  expect(stdout.startsWith(shown)).toBe(true);
});

test("a plan answers as README shows", { timeout: 180_000 }, async () => {
  const { shown, stdout } = await shownOf("plan");
  expect(stdout.startsWith(shown)).toBe(true);
});

test.each(["shares of memory", "shares of a step"])("%s are told as README shows", async (mark) => {
  const { shown, stdout } = await shownOf(mark);
  expect(shown).not.toBe("");
  expect(stdout).toContain(shown);
});

test("replications are told as README shows", async () => {
  const { shown, stdout } = await shownOf("replications");
  expect(stdout.endsWith(`\n\n${shown}`)).toBe(true);
});

test("the classes of README fare as it shows, by priority and by arrival", async () => {
  const printed = async (...args: string[]) =>
    trimmed((await rooflight(resolve("."), "run", "scenarios/classes.yaml", ...args)).stdout);
  const byArrival = ["--set", "cluster.pools.0.engine.order=fcfs"];
  expect(await printed()).toContain(trimmed(blockAfter("classes by priority")));
  expect(await printed(...byArrival)).toContain(trimmed(blockAfter("classes by arrival")));
});

test("the orders of README fare as it shows, on the same requests", () => {
  const row = (order: string): string => {
    const { summary } = play("fairness.yaml", {
      set: [`cluster.pools.0.engine.order=${order}`],
    }).result();
    const people = summary.classes[0]!;
    const preemptions = summary.engines.reduce((sum, engine) => sum + engine.preemptions, 0);
    const cells = [
      `\`${order}\``,
      `${(100 * people.share_inside!).toFixed(1)} %`,
      formatSeconds(people.median_ttft_ms! / 1000),
      formatSeconds(people.p99_ttft_ms! / 1000),
      formatSeconds(summary.mean_e2el_ms! / 1000),
      formatCount(Math.round(summary.output_throughput!)),
      formatCount(preemptions),
    ];
    return `| ${cells.join(" | ")} |`;
  };
  const [, shown = ""] = /<!-- orders -->\n.*\n.*\n((?:\|.*\n)*)/.exec(readme) ?? [];
  expect(Object.keys(orders).map(row)).toEqual(shown.trim().split("\n"));
});

test("groups of GPUs fare as README shows, on the same requests", () => {
  const row = (engines: string, gpus: number, ...also: string[]): string => {
    const pool = "cluster.pools.0";
    const fares = [12, 20, 30].flatMap((rate) => {
      const { summary } = play("tensor-parallel.yaml", {
        set: [
          `${pool}.engines=${8 / gpus}`,
          `${pool}.tensor_parallel_size=${gpus}`,
          `workload.arrivals.request_rate=${rate}`,
          ...also.map((setting) => `${pool}.${setting}`),
        ],
      }).result();
      const tpot = formatSeconds(summary.mean_tpot_ms! / 1000);
      return [tpot, formatCount(Math.round(summary.output_throughput!))];
    });
    return `| ${engines} | ${fares.join(" | ")} |`;
  };
  const [, shown = ""] = /<!-- groups -->\n.*\n.*\n((?:\|.*\n)*)/.exec(readme) ?? [];
  expect([
    row("4 of 2 GPUs", 2),
    row("2 of 4", 4),
    row("1 of 8", 8),
    row("1 of 8, norms split", 8, "enable_sequence_parallel=true"),
    row("1 of 8 in two servers", 8, "gpus_per_node=4"),
  ]).toEqual(shown.trim().split("\n"));
});

test("the example of the library prints what README says", () => {
  const folder = folderWith({
    "package.json": '{ "type": "module" }',
    "main.js": blockAfter("library"),
  });
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(resolve("."), join(folder, "node_modules/rooflight"));
  const printed = execFileSync(process.execPath, ["main.js"], { cwd: folder, encoding: "utf8" });
  expect(readme).toContain(`It prints \`${printed.trim()}\``);
});

test("the router of README's example runs", async () => {
  const [, router] = /```js\n {2}(\/\/ mine\.js[\s\S]*?)```/.exec(readme) ?? [];
  const folder = folderWith({ "mine.js": `${router}` });
  const chat = readFileSync("scenarios/chat.yaml", "utf8");
  writeFileSync(
    join(folder, "chat.yaml"),
    chat.replace("policy: round-robin", "module: ./mine.js").replace("10000", "200"),
  );
  const { code, stderr } = await rooflight(folder, "run", "chat.yaml", "--allow-modules");
  expect([code, stderr]).toEqual([0, ""]);
});

test("the table of kernels has the errors of the calibration", () => {
  const { gemm, sampler, ...others } = h100Sxm80gb.tables;
  const fits = [...Object.values(gemm), ...Object.values(sampler), ...Object.values(others)];
  const percent = (share: number) => `${Number((100 * share).toFixed(1))} %`;
  for (const { medianError, p90Error, rows } of fits) {
    if (medianError === 0) continue;
    expect(readme).toContain(`| ${rows} | ${percent(medianError)} | ${percent(p90Error)} |`);
  }
});

test("every file that README names is there", () => {
  for (const [, path] of readme.matchAll(/`((?:sim|test|scenarios)\/[\w./-]+)`/g)) {
    expect(existsSync(path!), path).toBe(true);
  }
});
