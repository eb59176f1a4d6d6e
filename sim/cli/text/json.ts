/** A value as JSON for people and machines: indented, with a line feed at the end. */
export const inJson = (value: unknown): string => `${JSON.stringify(value, withInfinity, 2)}\n`;

/** JSON has no infinity; scenario files read this one. */
const withInfinity = (_key: string, value: unknown): unknown =>
  value === Number.POSITIVE_INFINITY ? ".inf" : value;
