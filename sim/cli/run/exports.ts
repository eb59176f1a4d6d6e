/**
 * What a run leaves for other tools, each in a file of its own: a trace for Perfetto (`--trace`),
 * metrics for Prometheus (`--metrics`), a page for a browser (`--report`).
 */
import { dirname, sep } from "node:path";
import {
  ChromeTrace,
  formatCount,
  formatSeconds,
  OpenMetrics,
  type Probe,
  type Seconds,
  type Simulation,
} from "../../index.ts";
import { Refusal } from "../exit.ts";
import { type OutputFile, openOutputFile } from "../files/output-file.ts";
import { placeOf } from "../files/place.ts";
import { readInterval, readStart, readWindow } from "./export-options.ts";
import type { OpenedScenario } from "./open-scenario.ts";
import { reportExport } from "./report-page.ts";

/** As written on the command line. */
export interface ExportFlags {
  /** The scenario. */
  file: string;
  out?: string | undefined;
  trace?: string | undefined;
  traceWindow?: string | undefined;
  metrics?: string | undefined;
  metricsInterval?: string | undefined;
  metricsStart?: string | undefined;
  report?: string | undefined;
}

export interface Exports {
  probes: readonly Probe[];
  write(simulation: Simulation): void;
  /** Puts what is written in its place. */
  publish(): void;
  /** Takes away what was not published. */
  discard(): void;
  /** Where it went, a sentence a file, … */
  files(simulation: Simulation): string[];
  /** … and what was asked for and is not in them. */
  leftOut(simulation: Simulation): string[];
}

export function openExports(opened: OpenedScenario, flags: ExportFlags): Exports {
  needs("trace", flags.trace, { "trace-window": flags.traceWindow });
  needs("metrics", flags.metrics, {
    "metrics-interval": flags.metricsInterval,
    "metrics-start": flags.metricsStart,
  });
  const exports: Exports[] = [];
  const files: Opened[] = [];
  const open = (option: string, asked: string): OutputFile => {
    const file = openOutputFile(option, asked);
    files.push({ option, file });
    keepApart(files, flags, `${option} ${asked}`);
    return file;
  };
  const { trace, metrics, report } = flags;
  try {
    if (trace !== undefined)
      exports.push(traceExport(trace, open("--trace", trace), { opened, flags }));
    if (metrics !== undefined)
      exports.push(metricsExport(metrics, open("--metrics", metrics), flags));
    if (report !== undefined) exports.push(reportExport(report, open("--report", report), opened));
  } catch (error) {
    for (const { file } of files) file.discard();
    throw error;
  }
  return {
    probes: exports.flatMap(({ probes }) => probes),
    write(simulation) {
      for (const each of exports) each.write(simulation);
    },
    publish() {
      for (const each of exports) each.publish();
    },
    discard() {
      for (const each of exports) each.discard();
    },
    files: (simulation) => exports.flatMap((each) => each.files(simulation)),
    leftOut: (simulation) => exports.flatMap((each) => each.leftOut(simulation)),
  };
}

/** Options that say how a file is written are of no use without the file. */
function needs(option: string, file: string | undefined, others: Record<string, unknown>): void {
  for (const [other, value] of Object.entries(others)) {
    if (value !== undefined && file === undefined)
      throw new Refusal(`--${other} is of use only with --${option} FILE`);
  }
}

/** A file, and the option that asked for it. */
interface Opened {
  option: string;
  file: OutputFile;
}

/** Two files in one place, or one in a folder that is replaced whole, would lose one of them. */
function keepApart(files: readonly Opened[], { file, out }: ExportFlags, asked: string): void {
  const { target } = files.at(-1)!.file;
  if (target === placeOf(file)) throw new Refusal(`${asked}: this is the scenario`);
  const same = files.slice(0, -1).find((earlier) => earlier.file.target === target);
  if (same !== undefined) throw new Refusal(`${asked}: this is the file of ${same.option} too`);
  if (out !== undefined && `${dirname(target)}${sep}`.startsWith(`${placeOf(out)}${sep}`))
    throw new Refusal(
      `${asked}: the folder of --out holds its own files alone: name another place`,
    );
}

interface Told {
  opened: OpenedScenario;
  flags: ExportFlags;
}

function traceExport(asked: string, file: OutputFile, { opened, flags }: Told): Exports {
  const { name, seed } = opened.scenario;
  const trace = new ChromeTrace(readWindow(flags.traceWindow));
  const events = () => `${formatCount(trace.events)} events`;
  return {
    probes: [trace],
    write({ engines, end }) {
      file.write(trace.json(engines, end, { scenario: name, seed }));
    },
    publish: file.publish,
    discard: file.discard,
    files({ end }) {
      const window = `${formatSeconds(trace.from)} to ${formatSeconds(Math.min(trace.to, end))}`;
      return [`Trace of ${window} in ${asked}, ${events()}: open it at https://ui.perfetto.dev.`];
    },
    leftOut({ end }) {
      if (end <= trace.from)
        return [`The trace is empty: the run ended at ${formatSeconds(end)}, before its window.`];
      if (!trace.full) return [];
      const next = `${short(trace.to)}s..${short(2 * trace.to - trace.from)}s`;
      return [
        `The trace ends at ${formatSeconds(trace.to)} of ${formatSeconds(end)}, with the most ` +
          `events that one file gets; what follows by --trace-window ${next}.`,
      ];
    },
  };
}

const short = (seconds: Seconds): number => Number(seconds.toFixed(3));

function metricsExport(asked: string, file: OutputFile, flags: ExportFlags): Exports {
  const interval = readInterval(flags.metricsInterval);
  const start = readStart(flags.metricsStart);
  const metrics = new OpenMetrics(interval === undefined ? {} : { interval });
  const of = ({ placements, end }: Simulation) => ({
    placements,
    end,
    ...(start !== undefined && { start }),
  });
  return {
    probes: [metrics],
    write: (simulation) => file.write(metrics.text(of(simulation))),
    publish: file.publish,
    discard: file.discard,
    files(simulation) {
      const { scrapes, samples } = metrics.size(of(simulation));
      return [
        `Metrics in ${asked}: ${formatCount(scrapes)} scrapes ` +
          `${formatSeconds(metrics.interval)} apart, ${formatCount(samples)} samples.`,
      ];
    },
    leftOut: () =>
      interval === undefined || interval === metrics.interval
        ? []
        : [
            `Scrapes are ${formatSeconds(metrics.interval)} apart, not ` +
              `${formatSeconds(interval)}: more samples than one file gets.`,
          ],
  };
}
