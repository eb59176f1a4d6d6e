/** What the page reads of a sweep. */

export interface SweepAxis {
  path: string;
  name: string;
  unit: string | null;
  log: boolean;
}

export interface SweepFigure {
  mean: number;
  low: number | null;
  high: number | null;
}

export interface SweptPointResult {
  point: number;
  settings: Readonly<Record<string, unknown>>;
  status: string;
  reason: string | null;
  slo_met: boolean | null;
  figures: Readonly<Record<string, SweepFigure | null>>;
}

export interface SweepResultRead {
  axes: SweepAxis[];
  metrics: readonly { key: string; title: string; unit: string }[];
  replications: number;
  skipped: number;
  missing: number;
  points: SweptPointResult[];
}
