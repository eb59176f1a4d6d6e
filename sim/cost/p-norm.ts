/** The p-norm of two limits: a maximum with a rounded corner, and what of it each answers for. */

/** (aᵖ + bᵖ)^(1/p) for a, b ≥ 0: by square roots for 2 and 4, else by exp and log. */
export function pNorm(a: number, b: number, p: number): number {
  if (a === 0 || b === 0) return a + b;
  if (p === 2) return Math.sqrt(a * a + b * b);
  if (p === 4) return Math.sqrt(Math.sqrt(a * a * a * a + b * b * b * b));
  const larger = Math.max(a, b);
  const ratio = Math.min(a, b) / larger;
  return larger * Math.exp(Math.log(1 + Math.exp(p * Math.log(ratio))) / p);
}

/** Share of aᵖ in aᵖ + bᵖ: the part of a p-norm that `a` answers for. */
export function pShare(a: number, b: number, p: number): number {
  if (a === 0 || b === 0) return a > 0 ? 1 : 0;
  if (p === 2) return (a * a) / (a * a + b * b);
  return 1 / (1 + Math.exp(p * Math.log(b / a)));
}
