/**
 * Quantities: SI inside, human units at the edges.
 *
 * Inside, a quantity is a float64 in SI and its type says which; scenario files write `80 GiB` or
 * `50 ms`, and output prints 0.05 s as `50 ms`.
 */

export type Seconds = number;
export type Bytes = number;
export type Flops = number;
export type Tokens = number;
export type Watts = number;
/** Bytes a second. */
export type Bandwidth = number;
/** Floating-point operations a second. */
export type FlopRate = number;

/** What a unit measures. A quantity in a scenario accepts only the units of its own kind. */
export type Dimension = "time" | "bytes" | "bandwidth" | "flop-rate";

const unitsOf: Record<Dimension, Record<string, number>> = {
  time: {
    ns: 1e-9,
    us: 1e-6,
    µs: 1e-6,
    ms: 1e-3,
    s: 1,
    min: 60,
    h: 3600,
    d: 86_400,
  },
  bytes: {
    B: 1,
    kB: 1e3,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
  },
  bandwidth: { "MB/s": 1e6, "GB/s": 1e9, "TB/s": 1e12 },
  "flop-rate": { "GFLOP/s": 1e9, "TFLOP/s": 1e12, "PFLOP/s": 1e15 },
};

/** The unit names that a dimension accepts, smallest first. */
export const unitNames = (dimension: Dimension): string[] => Object.keys(unitsOf[dimension]);

const written = /^\s*([+-]?(?:\d[\d_,]*\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*([^\d\s].*?)?\s*$/i;

/**
 * Reads `"80 GiB"`, `"50ms"` or `"1,000 s"` as SI. A bare number is SI already.
 *
 * @returns undefined where the text is no number with a unit of this dimension.
 */
export function parseQuantity(text: string, dimension: Dimension): number | undefined {
  const match = written.exec(text);
  if (!match) return undefined;
  const value = Number(match[1]!.replaceAll(/[_,]/g, ""));
  const scale = match[2] === undefined ? 1 : unitsOf[dimension][match[2]];
  return scale === undefined || !Number.isFinite(value) ? undefined : value * scale;
}

/** Three significant figures without exponent or trailing zeros lost: 0.0503 → "50.3" in ms. */
const significant = (value: number): string => {
  if (value === 0) return "0";
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return grouped(value.toFixed(Math.min(digits, 6)));
};

/**
 * "1234.50" → "1,234.5". By hand: loading `Intl` for it takes longer than all else that a short run
 * prints.
 */
function grouped(fixed: string): string {
  const [whole, fraction = ""] = fixed.split(".");
  const thousands = whole!.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const digits = fraction.replace(/0+$/, "");
  return digits === "" ? thousands : `${thousands}.${digits}`;
}

/** A unit, what it measures in SI, and the least value that it is used for. */
type Step = readonly [unit: string, scale: number, from?: number];

const scaled =
  (steps: readonly Step[]) =>
  (value: number): string => {
    const fits = ([, scale, from = scale]: Step) =>
      value === 0 ? scale === 1 : Math.abs(value) >= from;
    const [unit, scale] = steps.find(fits) ?? steps[steps.length - 1]!;
    return `${significant(value / scale)} ${unit}`;
  };

/** 0.05 → "50 ms", 90 → "90 s", 900 → "15 min", 7200 → "2 h". */
export const formatSeconds: (value: Seconds) => string = scaled([
  ["h", 3600, 7200],
  ["min", 60, 600],
  ["s", 1],
  ["ms", 1e-3],
  ["µs", 1e-6],
  ["ns", 1e-9],
]);

/** 13.48e9 → "13.5 GB": decimal, as bandwidth and weight files are counted. */
export const formatBytes: (value: Bytes) => string = scaled([
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
  ["B", 1],
]);

/** GPU memory, in GiB as drivers report it. */
export const formatGib = (value: Bytes): string => `${significant(value / 2 ** 30)} GiB`;

/** 1234.5 → "1230", 0.0503 → "0.0503": as many digits as a reader compares. */
export const threeDigits = (value: number): string => `${Number(value.toPrecision(3))}`;

/** 1234567 → "1,234,567". */
export const formatCount = (value: number): string => grouped(value.toFixed(0));

/** 1, "engine" → "1 engine"; 1234 → "1,234 engines". */
export const counted = (count: number, one: string): string =>
  `${formatCount(count)} ${one}${count === 1 ? "" : "s"}`;

/** 0.1234 → "12.3 %", 0.0002 → "under 0.1 %". */
export const formatPercent = (share: number): string =>
  share > 0 && share < 0.0005 ? "under 0.1 %" : `${Number((100 * share).toFixed(1))} %`;
