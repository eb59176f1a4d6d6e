import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  calibrateExperts,
  calibrateH100,
  calibrateLinks,
  linkModules,
} from "../../sim/cli/calibrate.ts";
import { findData } from "../../sim/cli/files/data.ts";
import { calibrationOf } from "../../sim/cost/calibration/calibration-of.ts";
import { h100Sxm80gb } from "../../sim/cost/calibration/h100-sxm-80gb.ts";
import type { CollectiveTable } from "../../sim/cost/calibration/link-calibration.ts";
import { measuredLinks } from "../../sim/cost/calibration/link-calibration-of.ts";
import { measuredExperts } from "../../sim/cost/calibration/measured-experts.ts";
import { causes, emptyShape } from "../../sim/cost/cost.ts";
import { createCost } from "../../sim/cost/create-cost.ts";
import { findGpu } from "../../sim/machine/find-gpu.ts";
import { findModel } from "../../sim/machine/find-model.ts";
import {
  calibrationModule,
  expertsModule,
  linkModule,
} from "../../sim/study/kernels/calibration-module.ts";

const tables = findData("kernels/h100-torch/launch.csv");
const committed = new URL("../../sim/cost/calibration/h100-sxm-80gb.ts", import.meta.url);

describe("a calibration", () => {
  test("of a GPU that nobody measured says whose shares it uses", () => {
    const borrowed = calibrationOf(findGpu("B200-SXM-180GB"));
    expect(borrowed).toEqual({
      ...h100Sxm80gb,
      gpu: "B200-SXM-180GB",
      efficiencies: "H100-SXM-80GB's, not measured",
    });
  });

  test("of a GPU whose experts' kernels were measured uses these, and its generation does", () => {
    const { experts } = calibrationOf(findGpu("A100-SXM-80GB")).tables;
    expect(experts).toEqual(measuredExperts["A100-SXM-80GB"]);
    expect(experts).not.toEqual(h100Sxm80gb.tables.experts);
    expect(calibrationOf(findGpu("A100-SXM-40GB")).tables.experts).toEqual(experts);
  });

  test("of experts is within 7 % of half of the measurements on Hopper, as shares below 1", () => {
    const { "H200-SXM-141GB": h200, ...others } = measuredExperts;
    const fits = [h100Sxm80gb.tables.experts, h200!];
    for (const { medianError } of fits) expect(medianError).toBeLessThan(0.07);
    for (const { constants } of [...fits, ...Object.values(others)]) {
      expect(constants.bandwidthShare).toBeLessThan(1);
      expect(constants.arithmeticShare).toBeLessThan(1);
    }
  });

  test("reaches no more than the data sheet's peaks", () => {
    const { gemm, norm, activation, decodeAttention, prefillAttention, launch } =
      h100Sxm80gb.tables;
    const shares = [norm, activation, decodeAttention, launch].map(
      ({ constants }) => constants.bandwidthShare,
    );
    for (const { constants } of Object.values(gemm))
      shares.push(constants.bandwidthShare, constants.arithmeticShare);
    shares.push(prefillAttention.constants.arithmeticShare);
    for (const share of shares) expect(share).toBeLessThan(1);
  });

  test("is within 10 % of half of the measurements, sparse matrices aside", () => {
    const { gemm, sampler, ...others } = h100Sxm80gb.tables;
    const dense = [gemm.bf16, gemm.fp8, gemm["fp8-block"]];
    for (const fit of [...dense, ...Object.values(sampler), ...Object.values(others)])
      expect(fit.medianError).toBeLessThan(0.1);
  });
});

describe("a calibration of links", () => {
  const overNvlink = measuredLinks.filter(({ link }) => link.startsWith("NVLink"));
  const errors = (...names: CollectiveTable[]): number[] =>
    overNvlink.flatMap(({ tables: of }) => names.map((name) => of[name]!.medianError));

  test("is within 6 % of half of the engine's own sums, 11 % of half of NCCL's", () => {
    expect(Math.max(...errors("one-shot", "two-shot"))).toBeLessThan(0.06);
    expect(
      Math.max(...errors("all-reduce", "all-gather", "reduce-scatter", "all-to-all")),
    ).toBeLessThan(0.11);
  });

  test("reaches no more than the data sheets' rates", () => {
    for (const { tables: of } of measuredLinks)
      for (const { constants } of Object.values(of))
        expect(constants.bandwidthShare).toBeLessThan(1);
  });
});

describe.skipIf(tables === undefined)("with the measurements at hand", () => {
  test("the committed calibration is what they give", () => {
    const now = calibrateH100()!;
    expect(h100Sxm80gb).toEqual(now);
    expect(readFileSync(committed, "utf8")).toBe(calibrationModule(now, "h100Sxm80gb"));
    expect(readFileSync("sim/cost/calibration/measured-experts.ts", "utf8")).toBe(
      expertsModule(calibrateExperts(now)),
    );
    const links = calibrateLinks()!;
    expect(measuredLinks).toEqual(Object.values(links));
    for (const [file, name] of Object.entries(linkModules)) {
      const module = readFileSync(`sim/cost/calibration/links/${file}.ts`, "utf8");
      expect(module).toBe(linkModule(links[file as keyof typeof links], name));
    }
  });

  // Not fitted: a whole decode step as one CUDA graph against the sum of its operators.
  const rows = tables
    ? readFileSync(tables, "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",") as [string, string, string, string, string])
        .filter(([, mode]) => mode === "graph")
    : [];
  const known: Record<string, string> = {
    "llama-3-8b": "meta-llama/Llama-3.1-8B",
    "llama-3.2-1b": "meta-llama/Llama-3.2-1B",
  };

  test.each(rows)("%s, %s, %i decodes of %i tokens: within 12 %", (name, _, batch, context, ms) => {
    const decodes = Number(batch);
    const cost = createCost({
      model: findModel(known[name]!),
      gpu: findGpu("H100-SXM-80GB"),
      settings: {
        max_num_seqs: 256,
        enforce_eager: false,
        async_scheduling: true,
        sampler: "greedy",
      },
    });
    const shape = {
      ...emptyShape(),
      tokens: decodes,
      decodes,
      decodeContext: decodes * Number(context),
      sampled: decodes,
    };
    const seconds = cost.gpu(shape, new Float64Array(causes.length));
    expect(Math.abs(seconds / (Number(ms) * 1e-3) - 1)).toBeLessThan(0.12);
  });
});
