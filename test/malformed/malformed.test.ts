/**
 * Damaged input, by the hundred: whatever is done to a scenario, a model's config or a trace, what
 * comes is either a run or words with a place, soon, and nothing that a terminal would obey.
 */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createRandom, type Stream } from "../../sim/kernel/random.ts";
import { printable } from "../../sim/printable.ts";
import { tries } from "../soak.ts";
import { anyText, type Damage, json, pick, yaml } from "./damage.ts";
import { type Files, folder, told } from "./opened.ts";

const POOL = "{ model: meta-llama/Llama-3.1-8B-Instruct, gpu: H100-SXM-80GB }";

/** Scenarios that use most of what there is; each is over in a moment. */
const scenarios = [
  `name: small
seed: 3
workload:
  arrivals: { process: gamma, request_rate: 20, burstiness: 0.5 }
  num_prompts: 5
  prompt_tokens: { distribution: lognormal, median: 512, sigma: 0.5, max: 1024 }
  output_tokens:
    distribution: mixture
    components:
      - { weight: 3, distribution: fixed, tokens: 4 }
      - { weight: 1, distribution: zipf, exponent: 1.1, min: 1, max: 8 }
cluster:
  pools:
    - engines: 2
      model: meta-llama/Llama-3.1-8B-Instruct
      gpu: H100-SXM-80GB
      price_per_hour: 2.5
      engine: { max_num_seqs: 64, max_num_batched_tokens: 512, block_size: 16 }
  router: { policy: least-outstanding }
slo: { ttft: 500 ms, tpot: 0.05, share: 0.9 }
`,
  `# A comment
name: "ramp"
workload:
  arrivals:
    process: piecewise
    segments: [{ duration: 2 s, request_rate: 1, ramp_to: 2 }, { duration: 1 min, request_rate: 0 }]
    repeat: true
  duration: 3 s
  drain: cut
  lengths: { distribution: empirical, file: trace.csv }
cluster:
  pools:
    - model: meta-llama/Llama-3.1-8B-Instruct
      gpu: H100-SXM-80GB
      engine:
        batching: static
        max_batch_size: 4
        max_queue_delay: 10 ms
        kv_layout: contiguous
        reserve: pow2
`,
  `name: replay
workload:
  arrivals: { process: trace, file: trace.csv, format: plain, rate_scale: 2, start: 0, repeat: 2 }
cluster: { pools: [${POOL}] }
`,
  `{"name": "as JSON", "workload": {"arrivals": {"process": "closed", "max_concurrency": 2,
 "think_time": "1 s"}, "num_prompts": 4, "prompt_tokens": {"distribution": "fixed", "tokens": 9},
 "output_tokens": {"distribution": "uniform", "min": 1, "max": 3}},
 "cluster": {"pools": [{"model": "config.json", "gpu": "H100-SXM-80GB"}]}}
`,
];

scenarios.push(`name: two kinds
workload:
  arrivals: { process: poisson, request_rate: 9 }
  num_prompts: 6
  output_tokens: { distribution: uniform, min: 1, max: 4 }
  classes:
    - { name: chat, share: 0.75, prompt_tokens: { distribution: fixed, tokens: 30 }, priority: -1 }
    - { name: batch, share: 0.25, tenant: ours, slo: { e2el: 1 min },
        prompt_tokens: { distribution: normal, mean: 90, std: 9 } }
cluster: { pools: [${POOL}], router: { policy: random } }
`);

const withConfig = `name: own model
workload:
  arrivals: { process: constant, request_rate: 5 }
  num_prompts: 3
  prompt_tokens: { distribution: fixed, tokens: 20 }
  output_tokens: { distribution: fixed, tokens: 3 }
cluster: { pools: [{ model: config.json, gpu: H100-SXM-80GB }] }
`;

const config = JSON.stringify(
  {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    hidden_size: 1024,
    intermediate_size: 4096,
    num_hidden_layers: 4,
    num_attention_heads: 16,
    num_key_value_heads: 4,
    head_dim: 64,
    vocab_size: 32_000,
    max_position_embeddings: 4096,
    sliding_window: null,
    layer_types: ["full_attention", "full_attention", "full_attention", "full_attention"],
    rope_scaling: { type: "linear", factor: 2 },
    tie_word_embeddings: false,
    torch_dtype: "bfloat16",
  },
  null,
  2,
);

const trace = "arrival_s,prompt_tokens,output_tokens\n0,10,1\n0.5,200,3\n0.75,30,2\n";
const good: Files = { "trace.csv": trace, "config.json": config };
const fixture = (name: string) => readFileSync(`test/workload/fixtures/${name}`, "utf8");

/** Words with a place on every line that tells of a problem; other lines go on from one. */
const beginning = /^(--set .*|(scenario\.yaml|config\.json|trace\.csv):\d+:\d+) {2}\S/;
const goingOn = /^ {2,}\S|^and \d+ more$|^Put it in one/;
const ofOurs =
  /undefined|\[object |\bError\b|^\s+at |Maximum call|Invalid (array|typed)|is not a function/m;

function expectWords(words: string, what: string): void {
  expect.soft(printable(words), what).toBe(words);
  expect.soft(words, what).not.toMatch(ofOurs);
  expect.soft(words.length, `${what}: ${words}`).toBeLessThan(6000);
  const lines = words.split("\n");
  expect
    .soft(
      lines.filter((line) => !beginning.test(line) && !goingOn.test(line)),
      what,
    )
    .toEqual([]);
}

interface Case {
  /** The damaged file among those of a run. */
  make(random: Stream): {
    file: string;
    text: string;
    files: Files;
    damages: Record<string, Damage>;
  };
}

const cases: Record<string, Case> = {
  scenario: {
    make: (random) => {
      const text = pick(scenarios, random);
      return { file: "scenario.yaml", text, files: good, damages: yaml };
    },
  },
  config: {
    make: () => {
      const files = { ...good, "scenario.yaml": withConfig };
      return { file: "config.json", text: config, files, damages: json };
    },
  },
  trace: {
    make: (random) => {
      const text = pick(
        [
          trace,
          fixture("plain.csv"),
          fixture("azure-2024.csv"),
          fixture("burstgpt-1.csv"),
          fixture("mooncake.jsonl"),
          fixture("mooncake-compact.jsonl"),
          fixture("requests.csv"),
          "class,tenant,arrival_s,prompt_tokens,output_tokens\nchat,us,0,9,1\nbatch,you,1,9,1\n",
        ],
        random,
      );
      const scenario = scenarios[2]!.replace("format: plain, ", "");
      return { file: "trace.csv", text, files: { "scenario.yaml": scenario }, damages: anyText };
    },
  },
};

test.each(Object.entries(cases))(
  "every damaged %s is told of, or runs",
  { timeout: 600_000 },
  async (name, { make }) => {
    const where = folder();
    const outcomes = { refused: 0, ran: 0 };
    for (let index = 0; index < tries(name === "scenario" ? 80 : 60); index++) {
      const random = createRandom(index).stream(name);
      const { file, text, files, damages } = make(random);
      // Each kind of damage in turn, so that none is left to chance.
      const kinds = Object.keys(damages);
      const kind = kinds[index % kinds.length]!;
      const damaged = damages[kind]!(text, random);
      const what = `${kind} ${name} ${index}`;
      const began = performance.now();
      const words = await told({ ...files, [file]: damaged }, where).catch((error) => {
        throw new Error(`${what}: ${(error as Error).stack}\n${damaged.toString().slice(0, 2000)}`);
      });
      expect.soft(performance.now() - began, `${what} takes too long`).toBeLessThan(20_000);
      outcomes[words === undefined ? "ran" : "refused"] += 1;
      if (words !== undefined) expectWords(words, what);
      if (process.env.TELL) console.log(what, "\n", words);
    }
    // Some damage does no harm, a letter in a name, say; most of it does.
    expect(outcomes.refused).toBeGreaterThan(outcomes.ran);
  },
);
