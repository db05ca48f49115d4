import { defineConfig } from "vite";

// Builds the page of `facet export --web` as one classic script, because browsers load no modules from a folder.
export default defineConfig({
  base: "./",
  publicDir: false,
  // A classic script has no URL of its own.
  define: { "import.meta.url": "document.baseURI" },
  build: {
    // A page that is opened from a folder may not fetch a font.
    assetsInlineLimit: (file) => file.endsWith(".woff2"),
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
