/**
 * Blueprints kept for later runs: what is tabulated of a machine in one run, the next one on the
 * same machine finds priced.
 *
 * A price list fills as it is read and says the same ever after, so to share one changes nothing
 * but the time that a short run takes.
 */
import type { ClusterSpec } from "../scenario/schema.ts";
import { drawBlueprints, type PoolBlueprint } from "./blueprint.ts";

/** Clusters (a count) that are kept, some megabytes each; the one used longest ago goes. */
const MOST = 8;

export class KeptBlueprints {
  readonly #kept = new Map<string, PoolBlueprint[]>();

  /** As `drawBlueprints`, which it asks for what it does not have. */
  draw(cluster: ClusterSpec): PoolBlueprint[] {
    // What a number or a name does not tell, no scenario holds.
    const key = JSON.stringify(cluster.pools);
    const blueprints = this.#kept.get(key) ?? drawBlueprints(cluster);
    this.#kept.delete(key);
    this.#kept.set(key, blueprints);
    if (this.#kept.size > MOST) this.#kept.delete(this.#kept.keys().next().value!);
    return blueprints;
  }
}
