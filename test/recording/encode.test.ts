import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packed, unpacked } from "../../sim/kernel/packed.ts";
import {
  buffersOf,
  decodeRecord,
  encodeRecord,
  RECORD_VERSION,
} from "../../sim/recording/index.ts";
import { tries } from "../soak.ts";
import { recorded, tight } from "./runs.ts";

const { record } = recorded({
  ...tight,
  workload: { ...tight.workload, arrivals: { process: "constant", request_rate: "inf" } },
});
const bytes = encodeRecord(record);

describe("a record as bytes", () => {
  test("comes back as it was, infinities and all", () => {
    const back = decodeRecord(bytes);
    expect(back).toEqual(record);
    expect(back.scenario!.workload.arrivals).toMatchObject({
      request_rate: Number.POSITIVE_INFINITY,
    });
  });

  test("comes back from the midst of other bytes, wherever they begin", () => {
    for (const before of [1, 4, 8]) {
      const among = new Uint8Array(bytes.length + before + 3);
      among.set(bytes, before);
      expect(decodeRecord(among.subarray(before, before + bytes.length))).toEqual(record);
    }
  });

  test("is the same each time", () => {
    expect(encodeRecord(decodeRecord(bytes))).toEqual(bytes);
  });

  test("is refused in words where it is none of ours, of another version, or damaged", () => {
    const of = (change: (copy: Uint8Array) => void) => {
      const copy = bytes.slice();
      change(copy);
      return () => decodeRecord(copy);
    };
    expect(() => decodeRecord(new Uint8Array())).toThrow("This is not a recorded run.");
    expect(() => decodeRecord(new TextEncoder().encode("request_id,class\n"))).toThrow(
      "This is not a recorded run.",
    );
    const another = RECORD_VERSION + 1;
    expect(of((copy) => copy.set([another], 8))).toThrow(
      `This run was recorded by another version of Rooflight: its format is ${another}, ` +
        `and this one reads ${RECORD_VERSION}. Run the scenario again.`,
    );
    expect(() => decodeRecord(bytes.subarray(0, bytes.length - 1))).toThrow(
      `it has ${bytes.length - 1} bytes, and should have ${bytes.length}.`,
    );
    expect(() => decodeRecord(bytes.subarray(0, 100))).toThrow("its head cannot be read");
    expect(of((copy) => copy.set([0xff, 0xff], 20))).toThrow("its head cannot be read");
    const place = new TextDecoder().decode(bytes.subarray(0, 40_000)).indexOf('["f64",0,');
    expect(of((copy) => copy.set([0x39], place + 7))).toThrow("its columns lie outside of it");
  });

  test("has each piece of its memory in the list of what moves, once", () => {
    expect(buffersOf(record)).toHaveLength(14 + 6 + 4 + 2 + 2);
    expect(buffersOf(decodeRecord(bytes))).toHaveLength(1);
    const moved = structuredClone(record, { transfer: buffersOf(record) });
    expect(moved).toEqual(decodeRecord(bytes));
    expect(record.requests.arrival).toHaveLength(0);
  });
});

test("whatever tree of JSON and typed arrays is packed comes back", () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double().filter((value) => !Object.is(value, -0)),
    fc.float64Array(),
    fc.int32Array(),
    fc.uint8Array(),
  );
  const key = fc.oneof(fc.constantFrom("#", "__proto__", "toString", "length"), fc.string());
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.array(fc.tuple(key, tie("tree")), { maxLength: 4 }).map(Object.fromEntries),
    ),
  }));
  fc.assert(
    fc.property(tree, (drawn) => {
      const { value, arrays, size } = packed(drawn);
      const memory = new Uint8Array(size);
      for (const { array, at } of arrays) {
        memory.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
      }
      expect(unpacked(JSON.parse(JSON.stringify(value)), memory)).toStrictEqual(drawn);
    }),
    { numRuns: tries(300) },
  );
});
