/**
 * How many tokens: distributions of one length, prompt or output.
 *
 * Where a draw falls outside its bounds it is clipped, not drawn again: a request then takes the
 * same draws from its stream whatever the mean, the spread or the bounds, so two scenarios that
 * differ in one of them differ by nothing else. The price is a little mass at the bounds.
 */
import type { Stream } from "../kernel/random.ts";
import type { Tokens } from "../units.ts";
import type {
  FixedSpec,
  LengthSpec,
  LognormalSpec,
  MixtureSpec,
  NormalSpec,
  UniformSpec,
  ZipfSpec,
} from "./spec.ts";
import { createWeighted } from "./weighted.ts";

export interface Lengths {
  /** A whole number of tokens, at least 1. */
  draw(stream: Stream): Tokens;
}

type Distribution = LengthSpec["distribution"];
type SpecOf<D extends Distribution> = Extract<LengthSpec, { distribution: D }>;

const builders: { [D in Distribution]: (spec: SpecOf<D>) => Lengths } = {
  fixed: createFixed,
  uniform: createUniform,
  normal: createNormal,
  lognormal: createLognormal,
  zipf: createZipf,
  mixture: createMixture,
};

export function createLengths<D extends Distribution>(spec: SpecOf<D>): Lengths {
  const build: (spec: SpecOf<D>) => Lengths = builders[spec.distribution as D];
  return build(spec);
}

function createFixed({ tokens }: FixedSpec): Lengths {
  return { draw: () => tokens };
}

function createUniform({ min, max }: UniformSpec): Lengths {
  const count = max - min + 1;
  return { draw: (stream) => min + stream.below(count) };
}

function createNormal({ mean, std, min = 1, max = Infinity }: NormalSpec): Lengths {
  return { draw: (stream) => clip(Math.round(mean + std * stream.normal()), min, max) };
}

function createLognormal(spec: LognormalSpec): Lengths {
  const { min = 1, max = Infinity } = spec;
  const { mu, sigma } = logMoments(spec);
  return { draw: (stream) => clip(Math.round(Math.exp(mu + sigma * stream.normal())), min, max) };
}

/** Mean and standard deviation of the logarithm. */
export function logMoments(spec: LognormalSpec): { mu: number; sigma: number } {
  if ("median" in spec) return { mu: Math.log(spec.median), sigma: spec.sigma };
  const spread = spec.std / spec.mean;
  const variance = Math.log(1 + spread * spread);
  return { mu: Math.log(spec.mean) - variance / 2, sigma: Math.sqrt(variance) };
}

/** Exact, by its table of max − min + 1 weights. */
function createZipf({ exponent, min, max }: ZipfSpec): Lengths {
  const weights = Float64Array.from({ length: max - min + 1 }, (_, index) =>
    Math.exp(-exponent * Math.log(min + index)),
  );
  const rank = createWeighted(weights);
  return { draw: (stream) => min + rank.draw(stream) };
}

function createMixture({ components }: MixtureSpec): Lengths {
  const lengths = components.map((component) => createLengths(component));
  const kind = createWeighted(components.map(({ weight }) => weight));
  return { draw: (stream) => lengths[kind.draw(stream)]!.draw(stream) };
}

const clip = (value: number, min: Tokens, max: Tokens): Tokens =>
  value < min ? min : value > max ? max : value;
