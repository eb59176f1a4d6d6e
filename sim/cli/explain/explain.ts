/**
 * `rooflight explain`, from its options to what it prints: the question asked, answered, shown.
 */
import { writeFileSync } from "node:fs";
import {
  type AskedStep,
  explain,
  explanationJson,
  type Gpu,
  lacksForWeights,
  type Model,
  operatorCsv,
  type Question,
  rooflineChart,
  rooflineSvg,
} from "../../index.ts";
import { askedParallel } from "../ask/parallel.ts";
import { askedGpu, askedModel, checkDtype, refusal } from "../ask/parts.ts";
import { askedCount, askedSettings } from "../ask/settings.ts";
import type { ExplainOptions } from "../commands/explain.ts";
import { Refusal } from "../exit.ts";
import { reason } from "../files/reason.ts";
import { inJson } from "../text/json.ts";
import { paintFor } from "../text/paint.ts";
import { explanationPage, titlesOf } from "./page.ts";

export function explainStep(options: ExplainOptions): void {
  const explanation = explain(questionOf(options));
  const { step, roof } = explanation;
  if (options.svg !== undefined)
    write(options.svg, rooflineSvg(rooflineChart(titlesOf(explanation), step.operators, roof)));
  if (options.json) process.stdout.write(inJson(explanationJson(explanation)));
  else if (options.csv)
    process.stdout.write(operatorCsv(step.stages.flatMap(({ operators }) => operators)));
  else process.stdout.write(explanationPage(explanation, options.svg, paintFor(process.stdout)));
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new Refusal(`${path}: ${reason(error)}`);
  }
}

function questionOf(options: ExplainOptions): Question {
  const asked = askedStep(options);
  // Graphs are captured for as many requests as an engine may run, so they must be allowed.
  const requests = askedCount("max-num-seqs", options.maxNumSeqs) ?? Math.max(256, asked.decode);
  if (requests < asked.decode)
    throw refusal({
      path: ["--decode"],
      value: asked.decode,
      message: `is more than max_num_seqs, ${requests}`,
    });
  const settings = askedSettings({
    "max-num-seqs": `${requests}`,
    "max-num-batched-tokens": `${Math.max(2048, requests, asked.decode + asked.prefill)}`,
    sampler: options.sampler,
    dtype: options.dtype,
    "enforce-eager": options.enforceEager,
    "async-scheduling": options.asyncScheduling,
  });
  const { max_num_seqs, enforce_eager, async_scheduling, sampler, dtype } = settings;
  const gpu = askedGpu(options.gpu);
  const model = servedModel(options.model, gpu);
  checkDtype(gpu, model, dtype);
  const parallel = askedParallel(options, { gpu, model });
  return {
    gpu,
    model,
    settings: { max_num_seqs, enforce_eager, async_scheduling, sampler, dtype, ...parallel },
    asked,
  };
}

/** The model, if the GPU has kernels for its weights. */
function servedModel(name: string, gpu: Gpu): Model {
  const model = askedModel(name);
  const lacking = lacksForWeights(gpu, model);
  if (lacking !== undefined) throw refusal({ path: ["--gpu"], value: gpu.name, message: lacking });
  return model;
}

/** Contexts of decodes where nothing is said. */
const USUAL_CONTEXT = 1024;

function askedStep(options: ExplainOptions): AskedStep {
  const prefill = askedCount("prefill", options.prefill) ?? 0;
  const decode = askedCount("decode", options.decode) ?? 0;
  const computed = askedCount("computed", options.computed, 0);
  const context = askedCount("context", options.context, decode > 0 ? 1 : 0);
  if (prefill + decode === 0)
    throw new Refusal("Give --prefill TOKENS, --decode REQUESTS, or both: what the step computes");
  if (prefill === 0 && computed !== undefined)
    throw new Refusal("--computed belongs to --prefill: the tokens of its prompt computed before");
  if (decode > 0)
    return { prefill, computed: computed ?? 0, decode, context: context ?? USUAL_CONTEXT };
  if (computed !== undefined && context !== undefined)
    throw new Refusal("--computed and --context mean the same without --decode: keep one");
  return { prefill, computed: computed ?? context ?? 0, decode, context: USUAL_CONTEXT };
}
