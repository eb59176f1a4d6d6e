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
import { FATE } from "../../observe/request-log.ts";

/** What became of each request of a run, by its number: the column `fate` of its log. */
export type Fates = Uint8Array;

/** Requests (counts) that changed sides from one run to the other. */
export interface Changed {
  gained: number;
  lost: number;
  /** The chance of as large a difference, or a larger one, where neither side is likelier. */
  p: number;
}

const FEWEST_BATCHES = 20;

/** @param requests how many both runs have */
export function compare(before: Fates, after: Fates, requests: number): Changed {
  const size = Math.max(1, Math.floor(Math.min(Math.sqrt(requests), requests / FEWEST_BATCHES)));
  const nets: number[] = [];
  let gained = 0;
  let lost = 0;
  for (let first = 0; first < requests; first += size) {
    const [up, down] = [gained, lost];
    for (let id = first; id < Math.min(first + size, requests); id++) {
      const isGood = after[id] === FATE.good;
      if (isGood === (before[id] === FATE.good)) continue;
      if (isGood) gained += 1;
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
