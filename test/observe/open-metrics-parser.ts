/**
 * A strict reader of OpenMetrics 1.0, written from its specification: it refuses what may merely be
 * misread, such as families in pieces, times that run back, or buckets that do not add up.
 */
import { expect } from "vitest";

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
  time: number;
}

export interface Family {
  name: string;
  type: string;
  unit: string | undefined;
  samples: Sample[];
}

const NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const NUMBER = "[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:e[+-]?\\d+)?";
const DESCRIPTOR = new RegExp(`^# (TYPE|UNIT|HELP) (${NAME}) (.+)$`);
const SAMPLE = new RegExp(
  `^(${NAME})\\{((?:${LABEL})(?:,${LABEL})*)\\} (${NUMBER}) (\\d+(?:\\.\\d+)?)$`,
);

/** What the names of a family's samples end with. */
const suffixes: Record<string, string[]> = {
  gauge: [""],
  counter: ["_total"],
  info: ["_info"],
  histogram: ["_bucket", "_count", "_sum"],
};

/** All families by name. Fails where the text is not what the specification allows. */
export function parseOpenMetrics(text: string): Map<string, Family> {
  expect(text.endsWith("\n# EOF\n")).toBe(true);
  const families = new Map<string, Family>();
  let family: Family | undefined;
  const lines = text.slice(0, -"# EOF\n".length).split("\n").slice(0, -1);
  for (const line of lines) {
    const [, kind, name, value] = DESCRIPTOR.exec(line) ?? [];
    if (kind === undefined) {
      family!.samples.push(readSample(line));
    } else if (kind === "TYPE") {
      if (families.has(name!)) throw new Error(`${name} comes twice`);
      family = { name: name!, type: value!, unit: undefined, samples: [] };
      families.set(name!, family);
    } else {
      if (family?.name !== name || family!.samples.length > 0) throw new Error(`stray: ${line}`);
      if (kind === "UNIT") family!.unit = value;
    }
  }
  for (const each of families.values()) check(each);
  return families;
}

function readSample(line: string): Sample {
  const [, name, written, value, time] = SAMPLE.exec(line) ?? [];
  if (name === undefined) throw new Error(`neither a sample nor a descriptor: ${line}`);
  const labels: Record<string, string> = {};
  for (const [, label, text] of written!.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
    if (label! in labels) throw new Error(`label ${label} twice: ${line}`);
    labels[label!] = text!.replaceAll(/\\(.)/g, (_, it) => (it === "n" ? "\n" : it));
  }
  return { name, labels, value: Number(value), time: Number(time) };
}

function check({ name, type, unit, samples }: Family): void {
  if (unit !== undefined && !name.endsWith(`_${unit}`))
    throw new Error(`${name} is not in ${unit}`);
  const names = suffixes[type]!.map((suffix) => name + suffix);
  const latest = new Map<string, Sample>();
  const left = new Set<string>();
  let metric = "";
  let time = 0;
  for (const sample of samples) {
    if (!names.includes(sample.name)) throw new Error(`${sample.name} in the ${type} ${name}`);
    const { le: _, ...labels } = sample.labels;
    const own = JSON.stringify(labels);
    if (own !== metric) {
      if (left.has(own)) throw new Error(`${name}${own} comes in pieces`);
      left.add(own);
      [metric, time] = [own, 0];
    }
    if (sample.time < time) throw new Error(`${name}${own} runs back to ${sample.time}`);
    time = sample.time;
    const series = sample.name + JSON.stringify(sample.labels);
    const before = latest.get(series);
    if (before !== undefined && before.time >= time) throw new Error(`${series} twice at ${time}`);
    if (type !== "gauge" && before !== undefined && before.value > sample.value)
      throw new Error(`${series} falls from ${before.value} to ${sample.value}`);
    latest.set(series, sample);
  }
  if (type === "histogram") checkPoints(name, samples);
}

/** Buckets up to infinity, then their count and the sum, over and over. */
function checkPoints(name: string, samples: readonly Sample[]): void {
  let bound = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const [index, { name: full, labels, value }] of samples.entries()) {
    if (full === `${name}_bucket`) {
      const next = labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le);
      if (!(next > bound) || value < count)
        throw new Error(`${name}: bucket ${labels.le} ${value}`);
      [bound, count] = [next, value];
    } else if (full === `${name}_count`) {
      if (bound !== Number.POSITIVE_INFINITY || value !== count)
        throw new Error(`${name}: ${value} counted, ${count} in buckets`);
      if (samples[index + 1]!.name !== `${name}_sum`) throw new Error(`${name}: no sum`);
      [bound, count] = [Number.NEGATIVE_INFINITY, 0];
    }
  }
}
