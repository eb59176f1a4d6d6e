/** From a blueprint to a group: its ranks, one engine each, behind a front end. */
import type { Surroundings } from "../assemble.ts";
import { assembleEngine, type EngineBlueprint } from "../assemble.ts";
import { FrontEnd } from "./front-end.ts";
import { Group } from "./group.ts";

/** What surrounds a group: its name, its place among groups, and the index of its first rank. */
export interface GroupSurroundings extends Omit<Surroundings, "index"> {
  place: number;
  firstIndex: number;
}

/** @param size ranks (a count); one has the name of the group, several have numbers behind it */
export function assembleGroup(
  blueprint: EngineBlueprint,
  size: number,
  { place, firstIndex, name, ...shared }: GroupSurroundings,
): Group {
  const ranks = Array.from({ length: size }, (_, rank) =>
    assembleEngine(blueprint, {
      ...shared,
      name: size === 1 ? name : `${name}-dp${rank}`,
      index: firstIndex + rank,
    }),
  );
  return new Group(name, place, { ranks, frontEnd: new FrontEnd(size) });
}
