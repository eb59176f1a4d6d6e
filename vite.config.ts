/**
 * The build, in ES modules for Node 20: a command line with its worker, and a library.
 *
 * The command line brings its dependencies along, shaken, since a process that opens hundreds of
 * small files starts slowly; what only one command needs is a chunk, loaded when it is asked for.
 * A constant stays one, which V8 folds into the code that reads it; Vite would make it a variable.
 * The library leaves them outside, for the bundler of whoever uses it to find them for its platform.
 */
import { defineConfig } from "vite";

const shared = { outDir: "dist", target: "node20", minify: false, emptyOutDir: false } as const;

export default defineConfig({
  publicDir: false,
  environments: {
    commandLine: {
      consumer: "server",
      // Not "node": packages then come as modules, which can be shaken, rather than as CommonJS.
      resolve: {
        noExternal: true,
        // They start files of their own beside themselves, and only some commands load them.
        external: ["tinypool", "bullmq", "ioredis"],
        conditions: ["module", "import", "default"],
      },
      build: {
        ...shared,
        emptyOutDir: true,
        rolldownOptions: {
          input: {
            cli: "sim/cli/main.ts",
            worker: "sim/cli/worker.ts",
            thread: "sim/cli/jobs/thread.ts",
          },
          output: {
            entryFileNames: "[name].js",
            chunkFileNames: "chunks/[name].js",
            topLevelVar: false,
          },
        },
      },
    },
    library: {
      consumer: "server",
      resolve: { external: true },
      build: {
        ...shared,
        rolldownOptions: {
          input: { index: "sim/index.ts" },
          output: { entryFileNames: "[name].js", topLevelVar: false },
        },
      },
    },
  },
  builder: {
    async buildApp({ build, environments }) {
      await build(environments.commandLine!);
      await build(environments.library!);
    },
  },
});
