/** Why, in words: what binds, what easing it brings, what changes nothing, what time alone said. */
import type { Limit } from "../../observe/limits.ts";
import { formatPercent, formatSeconds, threeDigits } from "../../units.ts";
import { capital, listed } from "../words.ts";
import type { Relaxation } from "./relax.ts";
import { changesNothing, type Improved, improves, type Outcome, type Remedy } from "./remedy.ts";
import type { Why } from "./why.ts";

/** @param met whether the objectives were met as it is; null without any */
export function whyInWords(why: Omit<Why, "sentence">, met: boolean | null): string {
  return [
    ...(why.complete ? [] : ["Interrupted; of the relaxations run so far:"]),
    headline(why, met),
    ...undecided(why),
    ...insideEngine(why),
    ...nothingFrom(why),
    ...besideTheVerdict(why),
    ...why.advice,
  ].join(" ");
}

const names: { readonly [R in Relaxation]: string } = {
  compute: "Compute",
  bandwidth: "HBM bandwidth",
  interconnect: "The interconnect",
  kv: "HBM size",
  launch: "Kernel latency",
  host: "The host",
  seqs: "The number of running requests",
  budget: "The token budget",
  engines: "The number of engines",
  load: "The load",
};

/** As it stands inside a sentence. */
const within = (limit: Relaxation): string =>
  names[limit].startsWith("HBM") ? names[limit] : names[limit].toLowerCase();

/** What the verdict of a single run goes by. */
const spentOn: { readonly [L in Limit]: string } = {
  compute: "most GPU time computes",
  bandwidth: "most GPU time moves bytes",
  interconnect: "most GPU time waits for other GPUs",
  bubble: "most GPU time waits for another stage",
  launch: "most GPU time is kernel latency",
  host: "most GPU time waits for the host",
  kv: "the queue mostly waits for KV blocks",
  seqs: "the queue mostly waits for a place among the running",
  budget: "the queue mostly waits for room in a step",
  batch: "the queue mostly waits for a batch to fill or to end",
  arrivals: "engines are mostly idle",
};

const eased = ({ limit, change }: Remedy): string => {
  if (limit === "seqs" || limit === "budget") return `with ${change}`;
  if (limit === "engines") return "with one more";
  if (limit === "host" || limit === "interconnect") return "10 % faster";
  return limit === "launch" || limit === "load" ? "with 10 % less" : "with 10 % more";
};

function headline(why: Omit<Why, "sentence">, met: boolean | null): string {
  const [first] = why.remedies;
  if (first === undefined) return "Nothing was relaxed.";
  if (why.binds === null) return "No 10 % relaxation changes it for the better.";
  const binds = `binds: ${effect(first, why.improves, why.before)}.`;
  if (why.improves === "share" || met === null) return `${names[first.limit]} ${binds}`;
  const left = met ? "The SLO is met; " : "";
  const share = why.remedies.some(({ changed }) => changed !== null && changed.gained > 0)
    ? "too few requests change sides to tell what brings more inside the SLO"
    : "no 10 % relaxation brings more requests inside the SLO";
  const next = met ? "for head-room" : `by ${why.improves}`;
  return capital(`${left}${share}; ${next}, ${within(first.limit)} ${binds}`);
}

/** "with 10 % more, 83 % of requests are inside the SLO instead of 71 %" */
function effect(remedy: Remedy, by: Improved, before: Outcome): string {
  if (by === "share") {
    const [after, was] = [remedy.share, before.share].map((share) => formatPercent(share ?? 0));
    return `${eased(remedy)}, ${after} of requests are inside the SLO instead of ${was}`;
  }
  if (by === "throughput") {
    const [after, was] = [remedy, before].map((of) => perSecond(of.request_throughput));
    return `${eased(remedy)}, ${after} requests a second end instead of ${was}`;
  }
  const [after, was] = [remedy, before].map((of) => formatSeconds((of.mean_e2el_ms ?? 0) / 1000));
  return `${eased(remedy)}, a request takes ${after} on average instead of ${was}`;
}

const perSecond = (rate: number | null): string => threeDigits(rate ?? 0);

/** More engines and less load ease everything at once, so what an engine lacks is said too. */
function insideEngine({ binds, binds_in_engine: limit, remedies, before }: Omit<Why, "sentence">) {
  if (binds === null || binds === limit) return [];
  if (limit === null) return ["Of the limits inside an engine, none changes it for the better."];
  const remedy = remedies.find((each) => each.limit === limit)!;
  const told = effect(remedy, improves(remedy), before);
  return [`Inside an engine it is ${within(limit)}: ${told}.`];
}

const undecided = ({ rivals }: Omit<Why, "sentence">): string[] =>
  rivals.length === 0 ? [] : [`Its lead over ${listed(rivals.map(within))} could be chance.`];

function nothingFrom({ remedies, before, binds }: Omit<Why, "sentence">): string[] {
  const idle = remedies
    .filter((remedy) => changesNothing(remedy, before))
    .map(({ limit }) => limit);
  if (binds === null || idle.length === 0) return [];
  const verb = idle.length === 1 ? "changes" : "change";
  return [capital(`${listed(idle.map(within))} ${verb} nothing.`)];
}

function besideTheVerdict({ agrees, verdict }: Omit<Why, "sentence">): string[] {
  if (agrees === null || verdict === null) return [];
  return agrees
    ? ["The verdict of the single run agrees."]
    : [`The verdict of the single run names ${verdict}, since ${spentOn[verdict]}; that differs.`];
}
