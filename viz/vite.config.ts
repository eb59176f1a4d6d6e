/**
 * The page, as one file that works from disk: script, style and worker inside, nothing loaded.
 *
 * The worker is a classic script, since a module worker does not start from `file://`.
 */
import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  plugins: [viteSingleFile({ removeViteModuleLoader: true })],
  worker: { format: "iife" },
  build: {
    outDir: "../dist",
    emptyOutDir: false,
    target: "es2022",
    rolldownOptions: { input: "rooflight.html" },
  },
});
