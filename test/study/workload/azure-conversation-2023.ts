/**
 * The conversation trace of Azure (AzureLLMInferenceTrace_conv.csv, one hour of November 2023,
 * CC-BY 4.0; Patel et al., Splitwise, ISCA 2024) in a few numbers, as `scenarios/chat.yaml` has
 * it. The test beside this file finds them again.
 */
import type { FittedLengths } from "../../../sim/study/workload/fit-workload.ts";
import type { LognormalByMedian, PiecewiseSpec, PoissonSpec } from "../../../sim/workload/spec.ts";

const prompt = (median: number, sigma: number): LognormalByMedian => ({
  distribution: "lognormal",
  median,
  sigma,
  max: 14_050,
});

const output = (median: number, sigma: number): LognormalByMedian => ({
  distribution: "lognormal",
  median,
  sigma,
  max: 1000,
});

/** Five kinds of request: three have nearly the same prompt each time, two take what comes. */
export const lengths: FittedLengths = {
  distribution: "mixture",
  components: [
    { weight: 0.308, prompt_tokens: prompt(1073, 0.067), output_tokens: output(411, 0.071) },
    { weight: 0.238, prompt_tokens: prompt(323, 1.164), output_tokens: output(121, 0.915) },
    { weight: 0.231, prompt_tokens: prompt(399, 0.039), output_tokens: output(94, 0.234) },
    { weight: 0.148, prompt_tokens: prompt(1720, 0.442), output_tokens: output(95, 0.441) },
    { weight: 0.075, prompt_tokens: prompt(4089, 0.01), output_tokens: output(55, 0.451) },
  ],
};

/** As if the hour had been steady. */
export const steady: PoissonSpec = { process: "poisson", request_rate: 5.53 };

/** The hour as it went, in steps of ten minutes. */
export const asItWent: PiecewiseSpec = {
  process: "piecewise",
  repeat: false,
  segments: [
    { duration: 600, request_rate: 4.78 },
    { duration: 600, request_rate: 5.2 },
    { duration: 600, request_rate: 6.87 },
    { duration: 600, request_rate: 6.78 },
    { duration: 600, request_rate: 5.21 },
    { duration: 501.7, request_rate: 4.12 },
  ],
};
