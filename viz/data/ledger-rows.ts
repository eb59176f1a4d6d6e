/**
 * The rows of a ledger as they are read: parts in their order, small ones folded into one row that
 * opens, a total under each group.
 */
import type { Seconds } from "../../sim/index.ts";
import type { LedgerEntry, LedgerGroup, RequestLedger } from "./ledger.ts";

/** Parts below this share of the whole are small. */
const SMALL = 0.01;

/** What every row shows: an amount, and from when on, counted from the arrival. */
interface Amount {
  ms: number;
  seconds: Seconds;
  share: number;
  from: Seconds;
}

export type LedgerRow = Amount &
  (
    | { kind: "part"; entry: LedgerEntry; inSmall: boolean }
    | { kind: "small"; group: number; parts: number; open: boolean }
    | { kind: "total"; group: number; label: string }
  );

/**
 * What rounds to no millisecond is left out; the totals are the same without it.
 *
 * @param open whether the small parts of each group are shown one by one
 */
export function ledgerRows(ledger: RequestLedger, open: readonly boolean[]): LedgerRow[] {
  const whole = ledger[1].seconds;
  return ledger.flatMap((group, at) => {
    const start = at === 0 ? 0 : ledger[0].seconds;
    const total = {
      kind: "total" as const,
      group: at,
      label: group.total,
      ms: group.ms,
      seconds: group.seconds,
      share: group.seconds / whole,
      from: 0,
    };
    return [...partsOf(group, { at, start, open: open[at] === true }), total];
  });
}

interface Place {
  at: number;
  start: Seconds;
  open: boolean;
}

function partsOf(group: LedgerGroup, { at, start, open }: Place): LedgerRow[] {
  const entries = group.entries.filter(({ ms }) => ms > 0);
  const isSmall = ({ share }: LedgerEntry): boolean => share < SMALL;
  const small = entries.filter(isSmall);
  // A group of small parts alone is short, and worth reading.
  if (small.length < 2 || small.length === entries.length) return inStack(entries, start, false);
  const large = entries.filter((entry) => !isSmall(entry));
  const from = start + sum(large, "seconds");
  const folded: LedgerRow = {
    kind: "small",
    group: at,
    parts: small.length,
    open,
    ms: sum(small, "ms"),
    seconds: sum(small, "seconds"),
    share: sum(small, "share"),
    from,
  };
  return [...inStack(large, start, false), folded, ...(open ? inStack(small, from, true) : [])];
}

function inStack(entries: readonly LedgerEntry[], start: Seconds, inSmall: boolean): LedgerRow[] {
  let from = start;
  return entries.map((entry) => {
    const { ms, seconds, share } = entry;
    const row: LedgerRow = { kind: "part", entry, inSmall, ms, seconds, share, from };
    from += seconds;
    return row;
  });
}

const sum = (entries: readonly LedgerEntry[], field: "ms" | "seconds" | "share"): number =>
  entries.reduce((total, entry) => total + entry[field], 0);
