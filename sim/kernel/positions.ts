/** The position of each name in a list: how vectors in the order of names are read by name. */
export const positions = <N extends string>(names: readonly N[]): { readonly [K in N]: number } =>
  Object.fromEntries(names.map((name, index) => [name, index])) as { [K in N]: number };
