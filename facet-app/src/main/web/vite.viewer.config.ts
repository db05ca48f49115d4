import { defineConfig } from "vite";

// What `facet export --web` writes: one classic script, which a browser runs from a folder, too, where modules are not to be had.
export default defineConfig({
  base: "./",
  publicDir: false,
  // a classic script has no address of its own
  define: { "import.meta.url": "document.baseURI" },
  build: {
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: "viewer/main.tsx",
      output: {
        format: "iife",
        entryFileNames: "viewer.js",
        assetFileNames: (asset) => (asset.names[0]?.endsWith(".css") ? "viewer.css" : "[name][extname]"),
      },
    },
  },
});
