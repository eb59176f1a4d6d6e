/**
 * Packing: a tree of objects whose typed arrays are taken out and laid one behind the other, so
 * that the rest is JSON.
 *
 * What JSON does not know is written as an object with one key, "#": an array's type, place and
 * length; a number that is not finite; an object that has a key "#" itself.
 */
type Numbers = Float64Array | Int32Array | Uint16Array | Uint8Array;

const kinds = { f64: Float64Array, i32: Int32Array, u16: Uint16Array, u8: Uint8Array } as const;
type Kind = keyof typeof kinds;

const notFinite: { readonly [name: string]: number } = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  "-Infinity": Number.NEGATIVE_INFINITY,
};

export interface Packed {
  /** Fit for JSON. */
  value: unknown;
  arrays: { array: Numbers; at: number }[];
  /** Bytes that the arrays take, each beginning at a multiple of 8. */
  size: number;
}

export function packed(tree: unknown): Packed {
  const arrays: Packed["arrays"] = [];
  let size = 0;
  const pack = (value: unknown): unknown => {
    if (typeof value === "number" && !Number.isFinite(value)) return { "#": String(value) };
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(pack);
    const kind = kindOf(value);
    if (kind !== undefined) {
      const array = value as Numbers;
      const at = size;
      arrays.push({ array, at });
      size += aligned(array.byteLength);
      return { "#": [kind, at, array.length] };
    }
    const object = mapped(value, pack);
    return Object.hasOwn(object, "#") ? { "#": object } : object;
  };
  const value = pack(tree);
  return { value, arrays, size };
}

/** The next multiple of 8. */
export const aligned = (size: number): number => 8 * Math.ceil(size / 8);

/** Lays the arrays of a tree into memory that has room for them. */
export function lay(arrays: Packed["arrays"], memory: Uint8Array): void {
  for (const { array, at } of arrays)
    memory.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
}

/** @param memory what the arrays were laid into; they become views of it */
export function unpacked(value: unknown, memory: Uint8Array): unknown {
  const unpack = (it: unknown): unknown => {
    if (typeof it !== "object" || it === null) return it;
    if (Array.isArray(it)) return it.map(unpack);
    if (!Object.hasOwn(it, "#")) return mapped(it, unpack);
    const said = (it as { "#": unknown })["#"];
    if (typeof said === "string") return notFinite[said];
    if (!Array.isArray(said)) return mapped(said as object, unpack);
    const [kind, at, length] = said as [Kind, number, number];
    const Kind = kinds[kind];
    // Beyond it there may be memory of somebody else.
    if (at < 0 || at + length * Kind.BYTES_PER_ELEMENT > memory.byteLength)
      throw new RangeError("An array lies outside of the memory.");
    return new Kind(memory.buffer as ArrayBuffer, memory.byteOffset + at, length);
  };
  return unpack(value);
}

/** All typed arrays in a tree. */
export function typedArraysOf(tree: unknown): Numbers[] {
  if (typeof tree !== "object" || tree === null) return [];
  if (ArrayBuffer.isView(tree)) return [tree as Numbers];
  return Object.values(tree).flatMap(typedArraysOf);
}

const kindOf = (value: object): Kind | undefined =>
  (Object.keys(kinds) as Kind[]).find((kind) => value instanceof kinds[kind]);

/** Keys stay the object's own, whatever they are called. */
const mapped = (object: object, change: (value: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
