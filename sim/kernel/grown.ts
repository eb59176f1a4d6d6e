/** A longer copy of an array of numbers, its new places zero. */
export function grown<A extends Float64Array | Int32Array | Uint16Array | Uint8Array>(
  array: A,
  length: number,
): A {
  const longer = new (array.constructor as new (length: number) => A)(length);
  longer.set(array);
  return longer;
}
