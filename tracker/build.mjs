// `node build.mjs [--out FOLDER]`: the scripts as they are shipped, from src/*.ts.
//
// Rules
// 1. Each entry becomes one file without imports: esbuild joins, terser makes it small. Both are pinned, so the same sources
//    give the same bytes anywhere; a test compares.
// 2. tag.js is the newest tag (evergreen), tags/<version>.js the same by its version. A version that was once released keeps
//    its bytes for ever, because pages name it together with its integrity hash: to change the tag, raise the version in
//    package.json. `--again` makes the present version anew; right only while no release has it.

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { minify } from "terser";

const HERE = dirname(fileURLToPath(import.meta.url));
const SHIPPED = resolve(HERE, "../layers/common/mikomi/static");
const { version } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
const args = process.argv.slice(2);
const out = args.includes("--out") ? resolve(args[args.indexOf("--out") + 1]) : SHIPPED;

// Short names are dealt in this order: gzip finds more to share so. Any order is right; this one was the best of thousands.
const LETTERS = "aioernDIBMkvTypmKzsJAjdhqOPNV$tlbfYEucSwxC_gHUFZRXWGLQ";
const names = {
  get(number) {
    let name = "";
    for (let left = number; left >= 0; left = Math.floor(left / LETTERS.length) - 1) name += LETTERS[left % LETTERS.length];
    return name;
  },
};

async function squeezed(entry, mangle = {}) {
  const joined = await build({
    entryPoints: [join(HERE, "src", entry)],
    bundle: true,
    write: false,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    minifySyntax: true,
    tsconfigRaw: {},
    define: { VERSION: JSON.stringify(version) },
  });
  const small = await minify(joined.outputFiles[0].text, {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 4, unsafe_arrows: true, pure_getters: true, keep_fargs: false, hoist_props: true },
    mangle,
    format: { comments: false },
  });
  return small.code;
}

function write(name, text) {
  const file = join(out, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`${name}: ${Buffer.byteLength(text)} bytes, ${gzipSync(text, { level: 9 }).length} gzipped`);
}

const tag = await squeezed("tag.ts", { nth_identifier: names });
const kept = join(out, "tags", `${version}.js`);
if (existsSync(kept) && readFileSync(kept, "utf8") !== tag && !args.includes("--again")) {
  console.error(`tags/${version}.js exists and differs: raise the version in tracker/package.json (or --again before its release)`);
  process.exit(1);
}
write("tag.js", tag);
write(`tags/${version}.js`, tag);
write("tag.json", JSON.stringify({ version, integrity: `sha384-${createHash("sha384").update(tag).digest("base64")}` }, null, 2) + "\n");
for (const name of ["form", "layer", "seen"]) write(`${name}.js`, await squeezed(`${name}.ts`));
