/**
 * Arrivals: when requests come.
 *
 * Rates bear the names of `vllm bench serve`: `request_rate`, which may be `inf` (all at once),
 * `burstiness` and `max_concurrency`.
 */
import { z } from "zod";
import { count, duration, flag, MOST, number, refuse } from "../fields.ts";
import { recordedFile, stated } from "./recorded.ts";

const named = <const T extends string>(name: T, description: string) => ({
  process: z.literal(name).meta({ description }),
});

const perSecond = {
  unit: "requests/s",
  usual: [0.1, 100] as [number, number],
  log: true,
  max: MOST.rate,
};

const { max: _, ...slider } = perSecond;

const NO_RATE = `is not a rate above 0, up to ${MOST.rate}, or inf`;

/** YAML's `.inf` arrives as Infinity, which JSON Schema cannot name: `inf` stands for both. */
const request_rate = z
  .preprocess(
    (written) => (written === Number.POSITIVE_INFINITY || written === ".inf" ? "inf" : written),
    z
      .union([z.number().positive().max(MOST.rate), z.literal("inf")], { error: NO_RATE })
      .transform((rate) => (rate === "inf" ? Number.POSITIVE_INFINITY : rate)),
  )
  .meta({ description: "Mean arrivals; `inf` is all at once.", ...slider });

const segment = z.strictObject({
  duration: duration("How long it lasts.", { usual: [1, 14_400], log: true, above: 0 }),
  request_rate: number("Arrivals at its start; 0 is a pause.", { ...perSecond, min: 0 }),
  ramp_to: number("Arrivals at its end, reached in a straight line; as at its start if absent.", {
    ...perSecond,
    min: 0,
  }).exactOptional(),
});

type Segment = z.output<typeof segment>;

/** Requests expected in a whole segment: the area under its rate. */
export const expectedIn = ({ duration, request_rate, ramp_to = request_rate }: Segment): number =>
  (duration * (request_rate + ramp_to)) / 2;

/** Also where so little is expected that a number cannot say it. */
const isPause = (segment: Segment): boolean => expectedIn(segment) === 0;

export const arrivalsSchema = z
  .discriminatedUnion("process", [
    z.strictObject({ ...named("constant", "Evenly spaced."), request_rate }),
    z.strictObject({ ...named("poisson", "Independent of one another."), request_rate }),
    z.strictObject({
      ...named("gamma", "Gamma gaps: bursts or regularity at the same rate."),
      request_rate,
      burstiness: number("Shape of the gaps: 1 is Poisson, below it bursts, above it order.", {
        usual: [0.1, 10],
        log: true,
        min: 1e-6,
        max: 1e6,
      }),
    }),
    z
      .strictObject({
        ...named("piecewise", "Poisson, with a rate that changes over time."),
        segments: z.array(segment).min(1).meta({ description: "One after another, from 0." }),
        repeat: flag("Whether it starts again after the last segment.").default(false),
      })
      .superRefine(({ segments }, context) => {
        if (segments.length > 0 && segments.every(isPause))
          refuse(context, ["segments"], "are all pauses: nothing would arrive");
      }),
    z.strictObject({
      ...named("closed", "Clients that wait for their answer, think, and ask again."),
      max_concurrency: count("Clients, each with at most one request in flight.", {
        unit: "clients",
        usual: [1, 1024],
        log: true,
        max: MOST.clients,
      }),
      think_time: duration("From the end of a request to its client's next.", {
        usual: [0, 60],
      }).prefault(0),
    }),
    z
      .strictObject({
        ...named(
          "trace",
          "As recorded in a file, with what the workload leaves unsaid: lengths, and columns " +
            "`priority`, `class` and `tenant`.",
        ),
        ...recordedFile,
        rate_scale: number("How much faster than recorded: 2 halves every gap.", {
          unit: "times",
          usual: [0.1, 10],
          log: true,
          above: 0,
          max: MOST.factor,
        }).default(1),
        start: duration("Instant of the recording at which to begin.", {
          usual: [0, 3600],
          max: Number.MAX_VALUE, // A recording may count from 1970.
        }).prefault(0),
        limit: count("Rows to play at most.", {
          unit: "requests",
          usual: [100, 1_000_000],
          log: true,
        }).exactOptional(),
        repeat: count("Times the rows are played.", {
          unit: "times",
          usual: [1, 100],
          max: MOST.requests,
        }).default(1),
      })
      .superRefine(stated),
  ])
  .meta({ description: "When requests arrive." });

export type Arrivals = z.output<typeof arrivalsSchema>;
