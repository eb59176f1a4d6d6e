/** A value as JSON for people and machines: indented, with a line feed at the end. */
export const inJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
