// Makes TARGET/web from the sources beside this file, if they are newer: node build.mjs TARGET
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const sources = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2]);
const work = join(target, "web-build");
const page = join(target, "web", "index.html");

/** When a file, or a folder with all that is in it, was last changed. Removing a file changes its folder. */
function changed(path) {
  const status = statSync(path);
  const below = status.isDirectory() ? readdirSync(path).map((name) => changed(join(path, name))) : [];
  return Math.max(status.mtimeMs, ...below);
}

/** Runs a line of a shell, as npm is a batch file on Windows. */
function succeeds(line) {
  return spawnSync(line, { cwd: work, shell: true, stdio: "inherit" }).status === 0;
}

function run(line) {
  if (!succeeds(line)) process.exit(1);
}

function same(one, other) {
  return existsSync(other) && readFileSync(one).equals(readFileSync(other));
}

if (existsSync(page) && statSync(page).mtimeMs >= changed(sources)) process.exit(0);
mkdirSync(work, { recursive: true });
for (const folder of ["src", "viewer", "report"]) rmSync(join(work, folder), { recursive: true, force: true });
cpSync(sources, work, { recursive: true });
const lock = join(work, "package-lock.json");
const installed = join(work, "installed.json");
if (!same(lock, installed)) {
  if (!succeeds("npm ci --no-audit --no-fund --loglevel=error")) {
    console.log("studio: the page is left out, because its packages could not be fetched from the npm registry (see above)");
    process.exit(0);
  }
  cpSync(lock, installed);
}
run("npx tsc --noEmit");
run("npx vite build --outDir ../web --emptyOutDir --logLevel warn");
run("npx vite build --config vite.viewer.config.ts --outDir ../web/viewer --emptyOutDir --logLevel warn");
cpSync(join(work, "viewer", "index.html"), join(target, "web", "viewer", "index.html"));
run("npx vite build --config vite.report.config.ts --outDir ../web/report --emptyOutDir --logLevel warn");
utimesSync(page, new Date(), new Date());
