import { defineConfig } from "vite";

// Builds what `facet report` puts into its pages: one classic script and one style sheet.
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    // The page is one file, so its font is in the style sheet.
    assetsInlineLimit: (file) => file.endsWith(".woff2"),
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: {
      input: "report/main.tsx",
      output: {
        format: "iife",
        entryFileNames: "report.js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "report.css" : "[name][extname]"),
      },
    },
  },
});
