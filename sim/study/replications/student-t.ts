/**
 * Student's t: how far a mean of few values strays from the true one, in its own estimated errors.
 *
 * The probability of |t| is a regularized incomplete beta function, taken as a continued fraction
 * (Lentz's method, as in Thompson & Barnett, 1986); its inverse is found by halving. Written with
 * `Math.exp` and `Math.log`, which agree to the bit in Node and in browsers.
 */

/**
 * The t below which a value of Student's distribution lies with this probability.
 *
 * @param probability 0.5 … 1 − 10⁻⁹
 * @param degrees of freedom, at least 1
 */
export function studentT(probability: number, degrees: number): number {
  const beyond = 2 * (1 - probability);
  let low = 0;
  let high = 1;
  while (twoSided(high, degrees) > beyond) high *= 2;
  for (let halving = 0; halving < 80; halving++) {
    const middle = (low + high) / 2;
    if (twoSided(middle, degrees) > beyond) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The probability that |t| is greater than this. */
const twoSided = (t: number, degrees: number): number =>
  incompleteBeta(degrees / (degrees + t * t), degrees / 2, 1 / 2);

/** The regularized incomplete beta function I_x(a, b), for 0 ≤ x ≤ 1. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  // The fraction converges fast on this side of the mean; on the other, by symmetry.
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(x, a, b)) / a
    : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

const TINY = 1e-300;
const away = (value: number): number => (value > -TINY && value < TINY ? TINY : value);

function betaFraction(x: number, a: number, b: number): number {
  let numerator = 1;
  let denominator = 1 / away(1 - ((a + b) * x) / (a + 1));
  let fraction = denominator;
  const advance = (coefficient: number): number => {
    denominator = 1 / away(1 + coefficient * denominator);
    numerator = away(1 + coefficient / numerator);
    return numerator * denominator;
  };
  for (let m = 1; m <= 500; m++) {
    fraction *= advance((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const change = advance((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return fraction;
}

/**
 * ln Γ(x) for x > 0, by Stirling's series to the fifth term (Abramowitz & Stegun 6.1.41), after
 * Γ(x) = Γ(x + 1) / x has taken x to where that is exact to rounding.
 */
export function logGamma(x: number): number {
  let shifted = x;
  let divisor = 1;
  while (shifted < 12) {
    divisor *= shifted;
    shifted += 1;
  }
  const square = 1 / (shifted * shifted);
  const series =
    (1 / 12 -
      square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188))))) /
    shifted;
  return (
    (shifted - 0.5) * Math.log(shifted) - shifted + HALF_LOG_TWO_PI + series - Math.log(divisor)
  );
}

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
