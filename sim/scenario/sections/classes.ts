/**
 * Classes of requests: chat beside batch, one tenant beside another, each with what is its own.
 */
import { z } from "zod";
import { isName } from "../../printable.ts";
import { count, modelledOnly, refuse, share, text } from "../fields.ts";
import { type Arrivals, arrivalsSchema } from "./arrivals.ts";
import { jointLengths, length } from "./lengths.ts";
import { sloSchema } from "./slo.ts";

const name = (description: string) =>
  text(description).refine(isName, { error: "holds a character that cannot be printed" });

const MOST_URGENT = -(2 ** 31 - 1);

export const classSchema = z
  .strictObject({
    name: name("What the class is called; no other has its name."),
    share: share("Its share of the workload's arrivals; the shares of all classes sum to 1.", {
      usual: [0.05, 0.95],
      above: 0,
    }).exactOptional(),
    arrivals: arrivalsSchema.exactOptional(),
    prompt_tokens: length("Length of each of its prompts.").exactOptional(),
    output_tokens: length("Length of each of its outputs.").exactOptional(),
    lengths: jointLengths.exactOptional(),
    priority: count("Urgency, where engines order by priority: lower goes first.", {
      usual: [0, 9],
      min: MOST_URGENT,
      max: -MOST_URGENT,
    }).exactOptional(),
    tenant: name("On whose behalf it asks.").exactOptional(),
    slo: sloSchema.exactOptional(),
    prefix: modelledOnly(
      "Tokens that its prompts begin with alike.",
      [null],
      "every prompt is computed whole (null)",
    ).exactOptional(),
    model: modelledOnly(
      "The model that must serve it.",
      [null],
      "any pool serves any request (null)",
    ).exactOptional(),
  })
  .superRefine(({ share, arrivals, ...kind }, context) => {
    if (arrivals !== undefined && share !== undefined)
      refuse(context, ["share"], "stands beside arrivals of its own: keep one", share);
    const apart = lengthsApart(kind);
    if (kind.lengths !== undefined && apart.length > 0)
      refuse(context, [], `has lengths twice: lengths and ${apart.join(" and ")}; keep one`);
  })
  .meta({ description: "One class." });

type Class = z.output<typeof classSchema>;

/** What a workload says that its classes depend on. */
export interface Common extends Lengths {
  arrivals?: Arrivals;
  classes?: Class[];
}

interface Lengths {
  prompt_tokens?: unknown;
  output_tokens?: unknown;
  lengths?: unknown;
}

/** Lengths that are given one by one. */
export const lengthsApart = (of: Lengths): ("prompt_tokens" | "output_tokens")[] =>
  (["prompt_tokens", "output_tokens"] as const).filter((key) => of[key] !== undefined);

export const isAllAtOnce = (arrivals: Arrivals): boolean =>
  "request_rate" in arrivals && arrivals.request_rate === Number.POSITIVE_INFINITY;

/** Notes what is wrong between a workload and its classes. */
export function checkClasses(workload: Common, context: z.RefinementCtx): void {
  const { arrivals, classes = [] } = workload;
  const own = classes.filter((kind) => kind.arrivals !== undefined);
  if (classes.length > 0 && own.length === classes.length && arrivals !== undefined)
    refuse(context, ["arrivals"], "belong to no class: each has arrivals of its own");
  checkNames(classes, context);
  checkRates(workload, context);
  checkShares(workload, context);
  checkLengths(workload, context);
}

/** `num_prompts` counts all requests, and those that come at 0 without end would use it up. */
function checkRates({ arrivals, classes = [] }: Common, context: z.RefinementCtx): void {
  const path = ["arrivals", "request_rate"];
  const message = "inf leaves no arrival to any other class";
  const own = [...classes.entries()].filter(([, kind]) => kind.arrivals !== undefined);
  if (own.length > 0 && arrivals !== undefined && isAllAtOnce(arrivals))
    refuse(context, path, message);
  for (const [at, kind] of own)
    if (classes.length > 1 && isAllAtOnce(kind.arrivals!))
      refuse(context, ["classes", at, ...path], message);
}

function checkNames(classes: readonly Class[], context: z.RefinementCtx): void {
  const names = classes.map(({ name }) => name);
  for (const [at, name] of names.entries())
    if (names.indexOf(name) < at)
      refuse(context, ["classes", at, "name"], "is the name of another class too", name);
}

/** What shares may be off by, all together. */
const ROUNDING = 1e-6;

function checkShares({ arrivals, classes = [] }: Common, context: z.RefinementCtx): void {
  const sharers = [...classes.entries()].filter(([, kind]) => kind.arrivals === undefined);
  const stated = sharers.filter(([, { share }]) => share !== undefined);
  // Of a trace's rows a column may say the class, and then no class has a share.
  const needed = arrivals?.process !== "trace" || stated.length > 0;
  for (const [at, { share }] of needed ? sharers : []) {
    if (arrivals === undefined)
      refuse(context, ["classes", at], "has no arrivals: give it some, or the workload, to share");
    else if (share === undefined)
      refuse(context, ["classes", at], "lacks its share of the workload's arrivals");
  }
  const sum = stated.reduce((sum, [, { share }]) => sum + share!, 0);
  if (arrivals !== undefined && stated.length > 0 && stated.length === sharers.length)
    if (Math.abs(sum - 1) > ROUNDING)
      refuse(context, ["classes"], `have shares that sum to ${+sum.toPrecision(7)}, not to 1`);
}

function checkLengths(workload: Common, context: z.RefinementCtx): void {
  const { arrivals, classes = [] } = workload;
  const kinds = classes.map((kind) => ({ kind, apart: lengthsApart(kind) }));
  const uses = { lengths: false, prompt_tokens: false, output_tokens: false };
  for (const [at, { kind, apart }] of kinds.entries()) {
    const all = kind.lengths === undefined && apart.length === 0;
    uses.lengths ||= all;
    for (const side of ["prompt_tokens", "output_tokens"] as const) {
      if (kind.lengths !== undefined || kind[side] !== undefined) continue;
      uses[side] = true;
      if (workload[side] !== undefined || (all && workload.lengths !== undefined)) continue;
      if ((kind.arrivals ?? arrivals)?.process === "trace") continue;
      refuse(context, ["classes", at], `lacks ${side}, and so does the workload`);
    }
  }
  if (classes.length === 0 || arrivals?.process === "trace") return;
  for (const [key, used] of Object.entries(uses) as [keyof Lengths, boolean][])
    if (!used && workload[key] !== undefined)
      refuse(context, [key], "belongs to no class: each has lengths of its own");
}
