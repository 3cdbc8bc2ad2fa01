import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Builds the page into dist/web; everything is bundled, nothing comes from elsewhere. */
export default defineConfig({
  root: folder("."),
  plugins: [react()],
  build: {
    outDir: folder("../../dist/web"),
    emptyOutDir: true,
    // Tells the size budget what belongs together.
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // zod tries, once, whether it may make code from text, and the content policy reports that. Told so where it begins, it does not try.
      output: {
        banner: ({ moduleIds }) =>
          moduleIds.some((id) => id.includes("/node_modules/zod/")) ? "globalThis.__zod_globalConfig ??= { jitless: true };" : "",
      },
      onLog: (level, log, handler) => (log.code === "MODULE_LEVEL_DIRECTIVE" ? undefined : handler(level, log)),
    },
  },
});
