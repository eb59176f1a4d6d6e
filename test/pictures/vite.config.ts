/** The pictures of README are taken in plain Node: built first, then started. */
import { defineConfig } from "vite";

export default defineConfig({
  logLevel: "warn",
  ssr: { target: "node" },
  build: {
    ssr: "main.ts",
    target: "node20",
    outDir: "../../.cache/pictures",
    emptyOutDir: true,
  },
});
