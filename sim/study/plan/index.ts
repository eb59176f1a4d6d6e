/** Plans: which fleet holds, found by simulation. */
export { type PlanObjective, type PlanSpec, planObjectives } from "../../scenario/sections/plan.ts";
export type { Answer, Binding, HeadRoom, NextBest, NPlusOne, OneLess } from "./answer.ts";
export type { Apart } from "./apart.ts";
export { type Choice, combinationsOf, planOf } from "./combinations.ts";
export type { Candidate, CandidateSetting, Fleet } from "./contender.ts";
export { CandidateProblems, type PlanQuestion } from "./entrants.ts";
export type { ParetoPoint } from "./pareto.ts";
export { makePlan, type Plan, type PlanOptions } from "./plan.ts";
export type { CandidateStatus, RankedCandidate } from "./ranked.ts";
export type { Stage, TrailRow } from "./trail.ts";
