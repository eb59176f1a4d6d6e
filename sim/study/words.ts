/** Words of studies: how their sentences are put together. */

/** "a, b and c" */
export function listed(words: readonly string[]): string {
  const [last, ...others] = [...words].reverse();
  return others.length === 0 ? `${last}` : `${others.reverse().join(", ")} and ${last}`;
}

/** As it stands at the beginning of a sentence. */
export const capital = (words: string): string => words[0]!.toUpperCase() + words.slice(1);
