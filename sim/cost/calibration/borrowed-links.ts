/**
 * What a reader must know of the links that a group of GPUs crosses: whose measurements stand for
 * them, and where the group waits for a network between servers.
 */
import type { Link } from "../../machine/link.ts";
import { type Placement, placementInWords } from "../../machine/topology.ts";
import { linkCalibrationOf } from "./link-calibration-of.ts";

/** Sentences; none of one GPU, or of links that were measured. */
export function networkRemarks(placement: Placement): string[] {
  const slow =
    `Every layer waits for the network between servers: an engine has ` +
    `${placementInWords(placement)}.`;
  return [...(placement.nodes > 1 ? [slow] : []), ...linkRemarks(placement)];
}

/** The same of a hop between two stages, at which no layer waits. */
export function linkRemarks({ ranks, nodes, inside, rail }: Placement): string[] {
  if (ranks === 1) return [];
  const crossed = [...(ranks > nodes ? [inside] : []), ...(nodes > 1 ? [rail] : [])];
  return crossed.map(borrowedLink).filter((remark) => remark !== undefined);
}

function borrowedLink(link: Link): string | undefined {
  const { link: measured, measured: where } = linkCalibrationOf(link);
  if (measured === link.name) return undefined;
  return (
    `Collectives over ${link.name} are taken to reach the shares of its rate that were measured ` +
    `over ${measured} (${where}).`
  );
}
