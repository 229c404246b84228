// Builds dist/support-chat.js: one minified classic script. Same source and lock file -> same bytes.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const LIMIT = 40 * 1024;
const root = fileURLToPath(new URL(".", import.meta.url));
const outfile = "dist/support-chat.js";

await build({
  absWorkingDir: root,
  entryPoints: ["src/index.js"],
  outfile,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "safari16.4"],
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
});

const size = gzipSync(await readFile(root + outfile), { level: 9 }).length;
console.log(`${outfile}: ${(size / 1024).toFixed(1)} KB gzipped (limit ${LIMIT / 1024} KB)`);
if (size > LIMIT) {
  console.error("the widget is larger than its limit");
  process.exit(1);
}
