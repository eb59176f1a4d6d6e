/** From a blueprint to a group: its ranks, one engine each, behind a front end. */
import type { Engine } from "../../engine/engine.ts";
import { Wave } from "../../engine/wave.ts";
import {
  assembleEngine,
  type EngineBlueprint,
  type Surroundings,
  stepsInFlight,
} from "../assemble.ts";
import { Coordinator } from "./coordinator.ts";
import { FrontEnd } from "./front-end.ts";
import { Group } from "./group.ts";

/** What surrounds a group: its name, its place among groups, and the index of its first rank. */
export interface GroupSurroundings extends Omit<Surroundings, "index" | "wave"> {
  place: number;
  firstIndex: number;
}

/** The ranks of one engine. */
export interface Ranks {
  /** How many. One has the name of the group, several have numbers behind it. */
  size: number;
  /** Whether they share experts, and so step together and report how busy they are. */
  together: boolean;
}

export function assembleGroup(
  blueprint: EngineBlueprint,
  { size, together }: Ranks,
  { place, firstIndex, name, ...shared }: GroupSurroundings,
): Group {
  const ranks: Engine[] = [];
  const coordinator = together ? new Coordinator(size) : undefined;
  const wave =
    coordinator &&
    new Wave({
      agenda: shared.agenda,
      cost: blueprint.cost,
      ranks: size,
      depth: stepsInFlight(blueprint.settings),
      wake: shared.frontend.wake,
      counted: (step, now) => coordinator.report(ranks, step, now),
    });
  for (let rank = 0; rank < size; rank++) {
    const index = firstIndex + rank;
    const own = size === 1 ? name : `${name}-dp${rank}`;
    ranks.push(assembleEngine(blueprint, { ...shared, wave, name: own, index }));
  }
  return new Group(name, place, { ranks, frontEnd: new FrontEnd(size, coordinator) });
}
