/**
 * Two runs of the same requests, compared request by request.
 *
 * What counts is who changed sides: a request that was good in both runs, or in neither, says
 * nothing about the difference between them (McNemar, 1947). Those that wait in one queue change
 * together, so they are taken in batches of neighbours, each counted by its net: √n of n, as is
 * usual for batch means (Jones, Haran, Caffo and Neath, JASA 101, 2006), but twenty batches at
 * least. Batches of one would be McNemar's own test, whose mid-p keeps the level where the exact p
 * is too cautious (Fagerland, Lydersen and Laake, BMC Medical Research Methodology 13:91, 2013).
 */
import { grown } from "../../kernel/grown.ts";
import { meets, objectivesOf } from "../../observe/latency.ts";
import { blind, type Probe } from "../../observe/probe.ts";
import type { Slo } from "../../scenario/schema.ts";

/** Which requests met the objectives, by their number. */
export class Outcomes {
  #good = new Uint8Array(1024);
  /** To be told of the run. */
  readonly probe: Probe;

  /** @param slo of requests whose class has none of its own */
  constructor(slo: Slo | undefined) {
    this.probe = {
      ...blind,
      requestFinished: (request) => {
        const objectives = objectivesOf(request, slo);
        if (objectives !== undefined && meets(objectives, request)) this.#mark(request.id);
      },
    };
  }

  /** Whether the request of this number met them; one that was not seen to did not. */
  good(id: number): boolean {
    return this.#good[id] === 1;
  }

  #mark(id: number): void {
    if (id >= this.#good.length) this.#good = grown(this.#good, 2 * id);
    this.#good[id] = 1;
  }
}

/** Requests (counts) that changed sides from one run to the other. */
export interface Changed {
  gained: number;
  lost: number;
  /** The chance of as large a difference, or a larger one, where neither side is likelier. */
  p: number;
}

const FEWEST_BATCHES = 20;

/** @param requests how many both runs have */
export function compare(before: Outcomes, after: Outcomes, requests: number): Changed {
  const size = Math.max(1, Math.floor(Math.min(Math.sqrt(requests), requests / FEWEST_BATCHES)));
  const nets: number[] = [];
  let gained = 0;
  let lost = 0;
  for (let first = 0; first < requests; first += size) {
    const [up, down] = [gained, lost];
    for (let id = first; id < Math.min(first + size, requests); id++) {
      if (before.good(id) === after.good(id)) continue;
      if (after.good(id)) gained += 1;
      else lost += 1;
    }
    nets.push(gained - up - (lost - down));
  }
  return { gained, lost, p: signFlip(nets) };
}

/** Above this many requests in all, nets are counted in coarser units. */
const FINEST = 10_000;

/**
 * The chance that nets with random signs add up to as much as these or more, on either side, with
 * half the chance of exactly as much (mid-p). Exact: the distribution of all sums is built up.
 */
export function signFlip(nets: readonly number[]): number {
  const unit = Math.max(1, added(nets.map(Math.abs)) / FINEST);
  const units = nets.map((net) => Math.round(net / unit));
  const sizes = units.map(Math.abs).filter((size) => size > 0);
  const total = added(sizes);
  const reached = Math.abs(added(units));
  // The chance of each sum of those that come out positive; a sum s of all is then 2s − total.
  const chance = new Float64Array(total + 1);
  chance[0] = 1;
  for (const size of sizes) {
    for (let sum = total; sum >= 0; sum--) {
      chance[sum] = (chance[sum]! + (chance[sum - size] ?? 0)) / 2;
    }
  }
  let beyond = 0;
  for (const [sum, share] of chance.entries()) {
    const distance = Math.abs(2 * sum - total);
    if (distance > reached) beyond += share;
    else if (distance === reached) beyond += share / 2;
  }
  return sizes.length === 0 ? 1 : beyond;
}

const added = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
