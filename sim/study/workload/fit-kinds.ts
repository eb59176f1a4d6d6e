/**
 * Kinds of request, found in recorded lengths.
 *
 * What real traffic sends is lumpy: a few programs, each with its own prompt and its own sort of
 * answer. So prompt and output are fitted together as a mixture of kinds, within which both are
 * lognormal and independent, by expectation–maximization (Dempster, Laird & Rubin, 1977). That
 * keeps what ties outputs to prompts, which two separate distributions would drop.
 */
import type { Random, Stream } from "../../kernel/random.ts";
import type { LengthColumns } from "../../workload/trace.ts";

/** A normal of the logarithm. */
export interface LogNormal {
  mu: number;
  sigma: number;
}

export interface Kind {
  /** Its part of all requests. */
  weight: number;
  prompt: LogNormal;
  output: LogNormal;
}

export interface KindsFit {
  /** The most frequent first. */
  kinds: Kind[];
  logLikelihood: number;
}

/** Lengths are whole: below this a kind would shrink onto a single value. */
const LEAST_SIGMA = 0.01;

/** EM climbs to the nearest peak, so many starts are tried, on every few rows for a few rounds. */
const SCREENING = { starts: 20, everyRow: 8, rounds: 100 };

/** Rounds stop when they gain less than this per row. */
const ENOUGH = 1e-9;
const MOST_ROUNDS = 5000;

/** The `count` kinds under which these lengths are most likely. */
export function fitKinds(lengths: LengthColumns, count: number, random: Random): KindsFit {
  const rows = logs(lengths);
  const few = everyFew(rows, SCREENING.everyRow);
  const stream = random.stream("starts");
  let best = climb(few, guess(few, count, stream), SCREENING.rounds);
  for (let start = 1; start < SCREENING.starts; start++) {
    const other = climb(few, guess(few, count, stream), SCREENING.rounds);
    if (other.logLikelihood > best.logLikelihood) best = other;
  }
  const fit = climb(rows, best.kinds, MOST_ROUNDS);
  return { ...fit, kinds: fit.kinds.sort((a, b) => b.weight - a.weight) };
}

/** Logarithms of the lengths. */
interface Logs {
  prompt: Float64Array;
  output: Float64Array;
}

const logs = ({ prompt, output }: LengthColumns): Logs => ({
  prompt: Float64Array.from(prompt, Math.log),
  output: Float64Array.from(output, Math.log),
});

const everyFew = ({ prompt, output }: Logs, few: number): Logs => ({
  prompt: prompt.filter((_, row) => row % few === 0),
  output: output.filter((_, row) => row % few === 0),
});

/** Kinds around rows picked at random. */
function guess({ prompt, output }: Logs, count: number, stream: Stream): Kind[] {
  return Array.from({ length: count }, () => {
    const row = stream.below(prompt.length);
    return {
      weight: 1 / count,
      prompt: { mu: prompt[row]!, sigma: 0.5 },
      output: { mu: output[row]!, sigma: 0.5 },
    };
  });
}

function climb(rows: Logs, from: Kind[], rounds: number): KindsFit {
  let fit: KindsFit = { kinds: from, logLikelihood: Number.NEGATIVE_INFINITY };
  for (let round = 0; round < rounds; round++) {
    const next = improve(rows, fit.kinds);
    const gain = next.logLikelihood - fit.logLikelihood;
    fit = next;
    if (gain < ENOUGH * rows.prompt.length) break;
  }
  return fit;
}

/** One round: share each row among the kinds that explain it, then fit each kind to its shares. */
function improve({ prompt, output }: Logs, kinds: readonly Kind[]): KindsFit {
  const sums = kinds.map(() => new Moments());
  const densities = new Float64Array(kinds.length);
  let logLikelihood = 0;
  for (let row = 0; row < prompt.length; row++) {
    const x = prompt[row]!;
    const y = output[row]!;
    let highest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < kinds.length; k++) {
      densities[k] = logDensity(kinds[k]!, x, y);
      highest = Math.max(highest, densities[k]!);
    }
    let total = 0;
    for (let k = 0; k < kinds.length; k++) {
      densities[k] = Math.exp(densities[k]! - highest);
      total += densities[k]!;
    }
    for (let k = 0; k < kinds.length; k++) sums[k]!.add(densities[k]! / total, x, y);
    logLikelihood += highest + Math.log(total);
  }
  return { kinds: sums.map((sum) => sum.kind(prompt.length)), logLikelihood };
}

const logDensity = ({ weight, prompt, output }: Kind, x: number, y: number): number =>
  Math.log(weight) + logNormalDensity(prompt, x) + logNormalDensity(output, y);

function logNormalDensity({ mu, sigma }: LogNormal, x: number): number {
  const z = (x - mu) / sigma;
  return -0.5 * z * z - Math.log(sigma * Math.sqrt(2 * Math.PI));
}

/** Weighted sums of one kind's rows. */
class Moments {
  #weight = 0;
  #x = 0;
  #xx = 0;
  #y = 0;
  #yy = 0;

  add(weight: number, x: number, y: number): void {
    this.#weight += weight;
    this.#x += weight * x;
    this.#xx += weight * x * x;
    this.#y += weight * y;
    this.#yy += weight * y * y;
  }

  kind(rows: number): Kind {
    return {
      weight: this.#weight / rows,
      prompt: logNormal(this.#weight, this.#x, this.#xx),
      output: logNormal(this.#weight, this.#y, this.#yy),
    };
  }
}

function logNormal(weight: number, sum: number, squares: number): LogNormal {
  const mu = sum / weight;
  const variance = squares / weight - mu * mu;
  return { mu, sigma: Math.max(LEAST_SIGMA, Math.sqrt(Math.max(0, variance))) };
}
