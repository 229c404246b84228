// Builds dist/support-chat.js: one minified classic script. Same source and lock file -> same bytes.
// dist/build.json says what it was built from, so that a change without a build is found without node.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
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

const script = await readFile(root + outfile);
const made = { source: await source(), script: digest(script) };
await writeFile(root + "dist/build.json", JSON.stringify(made, null, 2) + "\n");

const size = gzipSync(script, { level: 9 }).length;
console.log(`${outfile}: ${(size / 1024).toFixed(1)} KB gzipped (limit ${LIMIT / 1024} KB)`);
if (size > LIMIT) {
  console.error("the widget is larger than its limit");
  process.exit(1);
}

/** One hash of everything that the script is made of (tests/browser/test_widget_build.py counts the same). */
async function source() {
  const found = (await readdir(root + "src", { recursive: true })).map((name) => "src/" + name.replaceAll("\\", "/"));
  const names = [...found.filter((name) => name.endsWith(".js")), "build.mjs", "package.json", "package-lock.json"];
  const lines = await Promise.all(names.sort().map(async (name) => `${name} ${digest(await readFile(root + name))}\n`));
  return digest(lines.join(""));
}

/** @param {string | Buffer} data */
function digest(data) {
  return createHash("sha256").update(data).digest("hex");
}
