/**
 * The tests: the simulator from its sources, the command line and the package from a build, the
 * page in a browser.
 *
 * They are apart so that whoever works on the simulator waits for no build.
 */
import { defineConfig } from "vitest/config";

const onCi = process.env.CI === "true";

/** What is started or imported as a user would. */
const ofTheBuild = ["test/cli/**/*.test.ts"];

/** What is opened in a browser. */
const ofThePage = ["test/browser/**/*.test.ts"];

export default defineConfig({
  test: {
    // The counts that `.ci/run` prints come from the file.
    reporters: onCi ? ["default", ["json", { outputFile: ".cache/test-results.json" }]] : "default",
    coverage: { include: ["sim/**"] },
    // As many as a small machine has; the default leaves one of two cores idle.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "sim",
          include: ["test/**/*.test.ts"],
          exclude: [...ofTheBuild, ...ofThePage],
          testTimeout: 60_000,
          // Nothing of the simulator remembers anything, so files of tests may share its modules.
          isolate: false,
        },
      },
      {
        test: {
          name: "build",
          include: ofTheBuild,
          globalSetup: "test/fresh-build.ts",
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: "page",
          include: ofThePage,
          globalSetup: "test/browser/set-up.ts",
          testTimeout: 60_000,
          // One browser at a time, and nothing beside it: else frames wait for one another.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
