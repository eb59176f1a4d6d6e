import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { findData } from "../../sim/cli/files/data.ts";
import { findGpu, gpuNames } from "../../sim/machine/find-gpu.ts";
import { PartError } from "../../sim/machine/part-error.ts";

const complaint = (name: string): PartError => {
  try {
    findGpu(name);
  } catch (error) {
    if (error instanceof PartError) return error;
  }
  throw new Error(`${name} was found`);
};

describe("the name of a GPU", () => {
  test("is its own, and unique however it is written", () => {
    expect(new Set(gpuNames).size).toBe(gpuNames.length);
    for (const name of gpuNames) {
      expect(findGpu(name).name).toBe(name);
      expect(findGpu(name.toLowerCase().replaceAll("-", "_")).name).toBe(name);
      expect(findGpu(`NVIDIA ${name.replaceAll("-", " ")}`).name).toBe(name);
      expect(findGpu(name.replace(/^(.*)-(\d+GB)$/, "$2 $1")).name).toBe(name);
    }
  });

  test.each([
    ["NVIDIA H100 80GB HBM3", "H100-SXM-80GB"],
    ["NVIDIA H100 PCIe", "H100-PCIe-80GB"],
    ["NVIDIA H100 NVL", "H100-NVL-94GB"],
    ["NVIDIA H200", "H200-SXM-141GB"],
    ["NVIDIA A100-SXM4-40GB", "A100-SXM-40GB"],
    ["NVIDIA A100 80GB PCIe", "A100-PCIe-80GB"],
    ["NVIDIA A10G", "A10G-24GB"],
    ["Tesla T4", "T4-16GB"],
    ["Tesla V100-SXM2-32GB", "V100-SXM-32GB"],
    ["NVIDIA GeForce RTX 4090", "RTX-4090-24GB"],
    ["NVIDIA RTX PRO 6000 Blackwell Workstation Edition", "RTX-PRO-6000-Blackwell-96GB"],
    ["NVIDIA RTX PRO 6000 Blackwell Server Edition", "RTX-PRO-6000-Server-96GB"],
    ["NVIDIA GH200 480GB", "GH200-96GB"],
    ["NVIDIA GH200 144G HBM3e", "GH200-144GB"],
    ["AMD Instinct MI300X", "MI300X-192GB"],
  ])("%s, as the driver says, is %s", (driver, name) => {
    expect(findGpu(driver).name).toBe(name);
  });

  test.each([
    ["H100-80GB", "H100-SXM-80GB"],
    ["h100sxm5", "H100-SXM-80GB"],
    ["A100", "A100-SXM-80GB"],
    ["a100_40gb", "A100-SXM-40GB"],
    ["V100", "V100-SXM-16GB"],
    ["rtx4090", "RTX-4090-24GB"],
    ["RTX PRO 6000", "RTX-PRO-6000-Blackwell-96GB"],
    ["B200-192GB", "B200-SXM-180GB"],
  ])("%s, which leaves something open, is %s", (short, name) => {
    expect(findGpu(short).name).toBe(name);
  });

  test("that fits several equally common ones must be completed", () => {
    expect(complaint("V100-PCIe").message).toBe(
      '"V100-PCIe" may be V100-PCIe-16GB or V100-PCIe-32GB: say which',
    );
  });

  test.each([
    ["H101", "H100-SXM-80GB"],
    ["L40", "L40S-48GB"],
    ["H100-96GB", "H100-NVL-94GB"],
    ["RTX-4080", "RTX-4090-24GB"],
    ["H100-SMX-80GB", "H100-SXM-80GB"],
  ])("%s is unknown, and %s is suggested", (written, meant) => {
    const error = complaint(written);
    expect(error).toMatchObject({
      path: "gpu",
      value: written,
      choices: [...gpuNames],
      suggestion: meant,
    });
    expect(error.message).toMatch(`(did you mean ${meant}?)`);
  });

  test.each(["TPU v5e", "", "GB", "80GB", "SXM", "🙂", "H".repeat(1000)])(
    "%s is unknown, and nothing is like it",
    (written) => {
      expect(complaint(written).suggestion).toBeUndefined();
    },
  );
});

const cases = findData("e2e_cases/vllm_026_h200_dev.json");

test.skipIf(cases === undefined)("every GPU of the measured cases is known", () => {
  const folder = join(cases!, "..");
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const { cases } = JSON.parse(readFileSync(join(folder, file), "utf8"));
    for (const name of new Set<string>(cases.map(({ gpu }: { gpu: string }) => gpu)))
      expect(gpuNames).toContain(findGpu(name).name);
  }
});
