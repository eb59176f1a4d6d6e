/**
 * Who may import whom. Arrows point downward only, so a room can be read, tested and replaced
 * without those above it.
 */
import { builtinModules } from "node:module";
import { describe, expect, test } from "vitest";
import { roomOf, type Source, sourcesIn } from "./sources.ts";

/** What each room may use. What follows `types of` may be used as a type only. */
const mayImport: Record<string, string> = {
  units: "",
  printable: "",
  kernel: "units",
  machine: "units kernel",
  cost: "units kernel machine",
  workload: "units printable kernel",
  scenario: "units printable",
  engine: "units kernel cost workload, types of machine observe scenario",
  observe: "units printable kernel cost workload engine, types of scenario",
  cluster: "units kernel machine cost workload engine, types of observe scenario",
  simulation: "units kernel machine cost workload engine cluster observe scenario",
  study: "units kernel machine cost workload engine cluster observe scenario simulation",
  explain: "units printable kernel machine cost observe scenario",
  recording:
    "units printable kernel machine cost workload engine cluster observe scenario simulation",
  index:
    "units printable kernel machine cost workload engine cluster observe scenario simulation " +
    "study explain recording",
  cli: "index printable",
  viz: "index printable",
};

/** Packages that run everywhere; each room below the edges has its own few. */
const packages: Record<string, readonly string[]> = {
  kernel: ["seedrandom"],
  workload: ["papaparse"],
  recording: ["papaparse"],
  engine: ["tinyqueue"],
  scenario: ["zod", "yaml", "fastest-levenshtein"],
  machine: ["fastest-levenshtein"],
  study: ["ml-levenberg-marquardt", "@noble/hashes"],
};

/** Tools of this project itself, which fit its constants and are of no use to anybody else. */
const insiders = ["sim/cli/calibrate.ts"];

const sources = [...sourcesIn("sim"), ...sourcesIn("viz")];
const isEdge = ({ path }: Source): boolean => ["cli", "viz"].includes(roomOf(path));
const inner = sources.filter((source) => !isEdge(source));

describe("layers", () => {
  test("every room has its place in the table", () => {
    const rooms = [...new Set(sources.map(({ path }) => roomOf(path)))];
    expect(rooms.filter((room) => !(room in mayImport))).toEqual([]);
  });

  test("rooms import downward only", () => {
    expect(sources.filter(({ path }) => !insiders.includes(path)).flatMap(upward)).toEqual([]);
  });

  test("no file needs itself through others", () => {
    expect(inner.map(cycleThrough).filter((cycle) => cycle !== undefined)).toEqual([]);
  });

  test("below the edges only packages that run everywhere are used", () => {
    const strangers = inner.flatMap(({ path, imports }) =>
      imports
        .map(({ from }) => from)
        .filter((from) => !from.startsWith("sim/") && !isPackageOf(roomOf(path), from))
        .map((from) => `${path} imports ${from}`),
    );
    expect(strangers).toEqual([]);
  });

  test("Node's own modules are imported by their full name, by the command line alone", () => {
    const nodes = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ from }) => builtinModules.includes(from) || from.startsWith("node:"))
        .filter(({ from }) => roomOf(path) !== "cli" || !from.startsWith("node:"))
        .map(({ from }) => `${path} imports ${from}`),
    );
    expect(nodes).toEqual([]);
  });
});

/** Whether a room may use this package, or this part of it. */
const isPackageOf = (room: string, from: string): boolean =>
  packages[room]?.some((name) => from === name || from.startsWith(`${name}/`)) ?? false;

/** The imports of a source that its room may not make. */
function upward({ path, imports }: Source): string[] {
  const room = roomOf(path);
  const [used, asTypes] = mayImport[room]!.split(", types of ").map((rooms) => rooms.split(" "));
  return imports
    .filter(({ from }) => /^(sim|viz)\//.test(from) && roomOf(from) !== room)
    .filter(({ from, typeOnly }) => {
      const allowed = typeOnly ? [...used!, ...(asTypes ?? [])] : used!;
      return !allowed.includes(roomOf(from));
    })
    .map(({ from, typeOnly }) => `${path} imports ${from}${typeOnly ? " (types)" : ""}`);
}

/** A way from a source back to itself, over what is left when types are taken away. */
function cycleThrough(start: Source): string | undefined {
  const byPath = new Map(inner.map((source) => [source.path, source]));
  const seen = new Set<string>();
  const follow = (path: string, way: string[]): string | undefined => {
    for (const { from, typeOnly } of byPath.get(path)?.imports ?? []) {
      if (typeOnly) continue;
      if (from === start.path) return [...way, from].join(" → ");
      if (seen.has(from)) continue;
      seen.add(from);
      const cycle = follow(from, [...way, from]);
      if (cycle !== undefined) return cycle;
    }
    return undefined;
  };
  return follow(start.path, [start.path]);
}
