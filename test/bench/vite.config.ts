/** The bench runs in plain Node, as users do: built first, then started. */
import { defineConfig } from "vite";

export default defineConfig({
  logLevel: "warn",
  // A browser is started as it is installed, not bundled.
  ssr: { noExternal: true, external: ["playwright-core", "@sparticuz/chromium"], target: "node" },
  build: {
    ssr: "main.ts",
    target: "node20",
    outDir: "../../.cache/bench",
    emptyOutDir: true,
    // As in the build of the library.
    rolldownOptions: { output: { topLevelVar: false } },
  },
});
