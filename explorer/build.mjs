// Bundles the explorer: node build.mjs FOLDER writes explorer.js and explorer.css there.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const folder = process.argv[2];
if (!folder) throw new Error("name the folder to write to");
const preact = new URL("./node_modules/preact/", import.meta.url);
const { version } = JSON.parse(readFileSync(new URL("package.json", preact), "utf8"));
const licence = readFileSync(new URL("LICENSE", preact), "utf8").trim();

await build({
  entryPoints: { explorer: "src/main.tsx" },
  outdir: folder,
  bundle: true,
  minify: true,
  charset: "ascii",
  format: "iife",
  target: ["es2022", "chrome110", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  legalComments: "none",
  banner: { js: `/*! The evidence explorer of claimextract, with preact ${version}:\n${licence}\n*/` },
});
