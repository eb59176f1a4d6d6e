/** How often a property is tried: as often as CI has time for, or many times more in a soak. */
export const tries = (usually: number): number => usually * Number(process.env.SOAK ?? 1);
