/**
 * What a reader must know of the links that a group of GPUs crosses: whose measurements stand for
 * them, and where the group waits for a network between servers.
 */
import type { EnginePlacement } from "../../machine/engine-placement.ts";
import type { Link } from "../../machine/link.ts";
import { type Placement, placementInWords } from "../../machine/topology.ts";
import { linkCalibrationOf } from "./link-calibration-of.ts";

/** Sentences on all groups of an engine; none of one GPU, or of links that were measured. */
export function networkRemarks({ tensor, hops, experts }: EnginePlacement): string[] {
  const crossed = [tensor, ...hops, experts].flatMap(linksOf);
  return [
    ...(tensor.nodes > 1 ? [waits("Every layer", tensor)] : []),
    ...(experts !== tensor && experts.nodes > 1
      ? [waits("Every layer with experts", experts)]
      : []),
    ...new Set(crossed.map(borrowedLink).filter((remark) => remark !== undefined)),
  ];
}

const waits = (what: string, placement: Placement): string =>
  `${what} waits for the network between servers: an engine has ${placementInWords(placement)}.`;

/** Inside a server and between servers, where it crosses them. */
const linksOf = ({ ranks, nodes, inside, rail }: Placement): Link[] => [
  ...(ranks > nodes ? [inside] : []),
  ...(nodes > 1 ? [rail] : []),
];

function borrowedLink(link: Link): string | undefined {
  const { link: measured, measured: where } = linkCalibrationOf(link);
  if (measured === link.name) return undefined;
  return (
    `Collectives over ${link.name} are taken to reach the shares of its rate that were measured ` +
    `over ${measured} (${where}).`
  );
}
