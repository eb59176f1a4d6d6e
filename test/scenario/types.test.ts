/** The schema's types are the workload's types, both ways of checking them: by the compiler. */
import { expectTypeOf, test } from "vitest";
import type { Scenario } from "../../sim/scenario/schema.ts";
import type {
  ArrivalsSpec,
  TraceFormat,
  TraceSpec,
  WorkloadSpec,
} from "../../sim/workload/spec.ts";

type Arrivals = NonNullable<Scenario["workload"]["arrivals"]>;

test("a scenario's workload is a workload's spec", () => {
  expectTypeOf<Scenario["workload"]>().toExtend<WorkloadSpec>();
});

test("the schema and the workload know the same processes", () => {
  expectTypeOf<Arrivals["process"]>().toEqualTypeOf<ArrivalsSpec["process"]>();
});

test("the schema and the workload know the same distributions, apart and together", () => {
  type Apart<W extends WorkloadSpec> = NonNullable<W["prompt_tokens"]>["distribution"];
  expectTypeOf<Apart<Scenario["workload"]>>().toEqualTypeOf<Apart<WorkloadSpec>>();
  type Together<W extends WorkloadSpec> = NonNullable<W["lengths"]>["distribution"];
  expectTypeOf<Together<Scenario["workload"]>>().toEqualTypeOf<Together<WorkloadSpec>>();
});

test("the schema and the workload know the same forms of trace", () => {
  type Trace = Extract<Arrivals, { process: "trace" }>;
  expectTypeOf<NonNullable<Trace["format"]>>().toEqualTypeOf<TraceFormat>();
  expectTypeOf<Trace>().toExtend<TraceSpec>();
});
