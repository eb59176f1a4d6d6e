/**
 * Randomness by name: one seed, many streams.
 *
 * Each consumer asks for its own stream, so a new one never disturbs another and two scenarios
 * that differ in one knob see the same draws (common random numbers). Variates use polar and
 * rejection forms with `Math.log`, `Math.exp` and `Math.sqrt` alone, which agree to the bit in
 * Node and in browsers; `Math.pow`, `sin` and `cos` do not.
 */
import seedrandom from "seedrandom";

/** One named stream of draws. */
export interface Stream {
  /** Uniform on [0, 1) with 53 bits. */
  uniform(): number;
  /** An integer, uniform on 0 … n − 1. */
  below(n: number): number;
  /** Standard normal (Marsaglia's polar method, 1964). */
  normal(): number;
  /** Exponential with mean 1, by inversion. */
  exponential(): number;
  /** Gamma with the given shape and mean `shape` (Marsaglia & Tsang, 2000). */
  gamma(shape: number): number;
}

export interface Random {
  /** The stream of this name; asking twice starts it again from its first draw. */
  stream(name: string): Stream;
}

export const createRandom = (seed: number | string): Random => ({
  stream: (name) => createStream(`${seed}/${name}`),
});

function createStream(name: string): Stream {
  const uniform = seedrandom.alea(name).double;
  let spare = Number.NaN;

  function normal(): number {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const x = 2 * uniform() - 1;
      const y = 2 * uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        spare = y * scale;
        return x * scale;
      }
    }
  }

  const exponential = () => -Math.log(1 - uniform());

  function gamma(shape: number): number {
    // A shape below 1 is one above it, thinned: G(a) = G(a + 1) · U^(1/a).
    if (shape < 1) return gamma(shape + 1) * Math.exp(Math.log(1 - uniform()) / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      if (Math.log(1 - uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }

  return { uniform, below: (n) => Math.floor(uniform() * n), normal, exponential, gamma };
}
