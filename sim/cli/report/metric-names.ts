/** The latencies of a request by their names, as `vllm bench serve` abbreviates them. */
export const requestMetrics = [
  ["ttft", "TTFT"],
  ["tpot", "TPOT"],
  ["e2el", "E2EL"],
] as const;
