/**
 * The points of a sweep: every combination of the values that it varies, in order, but for those
 * that it skips. The first setting changes slowest.
 */
import { ScenarioProblems } from "../../cluster/scenario-problems.ts";
import type { FurtherChange } from "../../scenario/load.ts";
import type { Path } from "../../scenario/problem.ts";
import type { Scenario } from "../../scenario/schema.ts";
import type { SweepSpec, Values } from "../../scenario/sections/sweep.ts";
import { isSkipped, problemsIn, type Settings } from "./conditions.ts";
import { kindOf, valuesOf } from "./values.ts";

/** A setting that a sweep varies. */
export interface Axis {
  /** Its path in the scenario, such as `cluster.pools.0.engines`. */
  path: string;
  /** The last keys of the path, as few as tell it from the others. */
  name: string;
  /** Of its values, where it has one: `s`, `requests/s`. */
  unit: string | null;
  /** Whether it is best drawn by factors. */
  log: boolean;
}

/** A combination of values. */
export interface Point {
  /** By path, in the order of the axes; times in seconds, `inf` for what is infinite. */
  settings: Settings;
  /** The same as changes of the scenario, each with the place that asked for it. */
  changes: readonly FurtherChange[];
}

export interface Expansion {
  axes: Axis[];
  points: Point[];
  /** Points (a count) that its conditions leave out. */
  skipped: number;
}

/** A setting varied from elsewhere, in the place of the scenario's own values for it. */
export interface FurtherAxis {
  path: string;
  values: Values;
  /** Where that was asked for, in words. */
  from: string;
}

/** More points than these are a slip of the pen. */
export const MOST_POINTS = 100_000;

/**
 * @param further come after those of the scenario, but for one that the scenario has too
 * @throws ScenarioProblems where that makes no sweep
 */
export function pointsOf(scenario: Scenario, further: readonly FurtherAxis[] = []): Expansion {
  const { sweep } = scenario;
  const dimensions = dimensionsOf(sweep, further, scenario);
  const paths = dimensions.flatMap(([row]) => row!.map(({ path }) => path));
  refuseIfAny(problemsIn(sweep?.skip ?? [], paths));
  const product = dimensions.reduce((count, rows) => count * rows.length, 1);
  if (product > MOST_POINTS)
    refuseIfAny([{ path: ["sweep"], message: `has ${product} points, over ${MOST_POINTS}` }]);
  const all = combinations(dimensions).map(pointOf);
  const points = all.filter(({ settings }) => !isSkipped(settings, sweep?.skip ?? []));
  const axes = paths.map((path) => {
    const { unit, log } = kindOf(path, scenario);
    return { path, name: shortestName(path, paths), unit, log };
  });
  return { axes, points, skipped: all.length - points.length };
}

function refuseIfAny(problems: ConstructorParameters<typeof ScenarioProblems>[0]): void {
  if (problems.length > 0) throw new ScenarioProblems(problems);
}

/** One setting in one row of a dimension. */
interface Choice {
  path: string;
  value: unknown;
  from: Path | string;
}

/** What changes together: a row is one choice of each of its settings. */
type Dimension = readonly (readonly Choice[])[];

function dimensionsOf(
  sweep: SweepSpec | undefined,
  further: readonly FurtherAxis[],
  scenario: Scenario,
): Dimension[] {
  const { grid = {}, zip = [] } = sweep ?? {};
  const choices = (path: string, values: Values, from: (at: number) => Path | string): Choice[] =>
    valuesOf(values, kindOf(path, scenario)).map((value, at) => ({ path, value, from: from(at) }));
  const placed = (root: Path, path: string, values: Values) =>
    choices(path, values, (at) => [...root, path, ...(Array.isArray(values) ? [at] : [])]);

  const asked = new Map(further.map((axis) => [axis.path, axis]));
  refuseIfAny(
    zip.flatMap((group, at) =>
      Object.keys(group)
        .filter((path) => asked.has(path))
        .map((path) => ({
          path: ["sweep", "zip", at, path],
          message: `changes with others, and ${asked.get(path)!.from} varies it alone`,
        })),
    ),
  );
  const ofAsked = ({ path, values, from }: FurtherAxis): Dimension =>
    distinct(choices(path, values, () => from)).map((choice) => [choice]);
  const ofGrid = Object.entries(grid).map(([path, values]): Dimension => {
    const instead = asked.get(path);
    asked.delete(path);
    if (instead) return ofAsked(instead);
    return distinct(placed(["sweep", "grid"], path, values)).map((choice) => [choice]);
  });
  const ofZips = zip.map((group, at): Dimension => {
    const columns = Object.entries(group).map(([path, values]) =>
      placed(["sweep", "zip", at], path, values),
    );
    return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row]!));
  });
  return [...ofGrid, ...ofZips, ...[...asked.values()].map(ofAsked)];
}

/** Whole numbers of a range may coincide. */
const distinct = (choices: readonly Choice[]): Choice[] =>
  choices.filter(({ value }, at) => at === 0 || value !== choices[at - 1]!.value);

const combinations = (dimensions: readonly Dimension[]): Choice[][] =>
  dimensions.reduce<Choice[][]>(
    (before, rows) => before.flatMap((choices) => rows.map((row) => [...choices, ...row])),
    [[]],
  );

const pointOf = (choices: readonly Choice[]): Point => ({
  settings: Object.fromEntries(choices.map(({ path, value }) => [path, value])),
  changes: choices.map(({ path, value, from }) => ({ path: path.split("."), value, from })),
});

function shortestName(path: string, paths: readonly string[]): string {
  const steps = path.split(".");
  for (let length = 1; length < steps.length; length++) {
    const name = steps.slice(-length).join(".");
    if (paths.every((other) => other === path || !`.${other}`.endsWith(`.${name}`))) return name;
  }
  return path;
}
