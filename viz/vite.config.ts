/**
 * The page, as one file that works from disk: script, style and worker inside, nothing loaded.
 *
 * The worker is a classic script, since a module worker does not start from `file://`.
 */
import { defineConfig, type Plugin } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

/** It adds itself to selections wherever d3 is imported, and no chart asks for it. */
const withoutTransitions: Plugin = {
  name: "without-transitions",
  transform: {
    filter: { id: /\/d3-(transition|zoom|brush|drag)\// },
    handler: (code) => ({ code, moduleSideEffects: false }),
  },
};

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [withoutTransitions, viteSingleFile({ removeViteModuleLoader: true })],
  worker: { format: "iife" },
  build: {
    outDir: "../dist",
    emptyOutDir: false,
    target: "es2022",
    rolldownOptions: { input: "rooflight.html" },
  },
});
