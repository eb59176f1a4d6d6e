/**
 * The tests: the simulator from its sources, the command line and the package from a build.
 *
 * The two are apart so that whoever works on the simulator waits for no build.
 */
import { defineConfig } from "vitest/config";

const onCi = process.env.CI === "true";

/** What is started or imported as a user would. */
const ofTheBuild = ["test/cli/**/*.test.ts"];

export default defineConfig({
  test: {
    // The counts that `.ci/run` prints come from the file.
    reporters: onCi ? ["default", ["json", { outputFile: ".cache/test-results.json" }]] : "default",
    coverage: { include: ["sim/**"] },
    projects: [
      {
        test: {
          name: "sim",
          include: ["test/**/*.test.ts"],
          exclude: ofTheBuild,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "build",
          include: ofTheBuild,
          globalSetup: "test/fresh-build.ts",
          testTimeout: 30_000,
        },
      },
    ],
  },
});
