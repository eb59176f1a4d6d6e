/**
 * Fitting: the constants of a form that best explain measurements.
 *
 * Least squares on the logarithm of predicted over measured, so that a kernel of 10 µs counts as
 * much as one of 10 ms; constants move by their logarithm too, so they stay above 0. The library
 * starts from given values and draws nothing, so the same data give the same constants.
 */
import { levenbergMarquardt } from "ml-levenberg-marquardt";
import { quantile } from "../../kernel/quantiles.ts";
import type { Seconds } from "../../units.ts";

/** A form with a few named constants: what it says a measurement of `Row` takes. */
export interface Form<Row, Name extends string> {
  /** In words and symbols. */
  words: string;
  /** Where each constant that is fitted starts. */
  start: Partial<Record<Name, number>>;
  /** Constants chosen beforehand. */
  fixed?: Partial<Record<Name, number>>;
  seconds(constants: Record<Name, number>, row: Row): Seconds;
}

export interface Measurement<Row> {
  row: Row;
  seconds: Seconds;
}

export interface Fitted<Name extends string> {
  constants: Record<Name, number>;
  /** Of |predicted ÷ measured − 1|. */
  medianError: number;
  p90Error: number;
}

const STEP = 1e-4;

/** The constants of `form` for `measured`, to four significant digits, and how far off they are. */
export function fitForm<Row, Name extends string>(
  form: Form<Row, Name>,
  measured: readonly Measurement<Row>[],
): Fitted<Name> {
  const names = Object.keys(form.start) as Name[];
  const starts = names.map((name) => form.start[name]!);
  const constantsAt = (moves: readonly number[]) => {
    const moved = names.map((name, at) => [name, starts[at]! * Math.exp(moves[at]!)] as const);
    return { ...Object.fromEntries(moved), ...form.fixed } as Record<Name, number>;
  };

  const { parameterValues } = levenbergMarquardt(
    {
      x: measured.map((_, index) => index),
      y: measured.map(({ seconds }) => Math.log(seconds)),
    },
    (moves) => {
      const constants = constantsAt(moves);
      return (index) => Math.log(form.seconds(constants, measured[index]!.row));
    },
    {
      initialValues: names.map(() => 0),
      gradientDifference: STEP,
      centralDifference: true,
      improvementThreshold: 1e-9,
      maxIterations: 200,
      errorTolerance: 0,
    },
  );
  return judged(form, roundedAll(constantsAt(parameterValues)), measured);
}

/** How far off `constants` are, over all of `measured`. */
function judged<Row, Name extends string>(
  form: Form<Row, Name>,
  constants: Record<Name, number>,
  measured: readonly Measurement<Row>[],
): Fitted<Name> {
  const errors = Float64Array.from(measured, ({ row, seconds }) =>
    Math.abs(form.seconds(constants, row) / seconds - 1),
  ).sort();
  return {
    constants,
    medianError: rounded(quantile(errors, 0.5), 2),
    p90Error: rounded(quantile(errors, 0.9), 2),
  };
}

const rounded = (value: number, digits: number): number => Number(value.toPrecision(digits));

const roundedAll = <Name extends string>(constants: Record<Name, number>): Record<Name, number> =>
  Object.fromEntries(
    Object.entries<number>(constants).map(([name, value]) => [name, rounded(value, 4)]),
  ) as Record<Name, number>;
