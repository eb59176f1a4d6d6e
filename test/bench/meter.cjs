/** Writes, when the process ends, the CPU seconds and the peak memory that it used. */
const { writeSync } = require("node:fs");

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const cpu = (userCPUTime + systemCPUTime) / 1e6;
  writeSync(3, JSON.stringify({ cpu, memory: maxRSS * 1024 }));
});
