// Runs main(given) of a script in pyodide, CPython in WebAssembly: node interpreter.mjs <where
// pyodide is> <script> <folder>. The script sees the folder as /folder; `given` comes from standard
// input and what main answers goes to standard output, both as text.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [home, script, folder] = process.argv.slice(2).map((path) => resolve(path));
const given = readFileSync(0, "utf8");

try {
  const { loadPyodide } = await import(pathToFileURL(join(home, "pyodide.mjs")).href);
  // What it prints would be taken for the answer.
  const python = await loadPyodide({ env: { PYTHONHASHSEED: "0" }, stdout: console.error });
  python.mountNodeFS("/folder", folder);
  python.runPython(readFileSync(script, "utf8"), { filename: script });
  process.stdout.write(python.globals.get("main")(given));
} catch (error) {
  // Alone: Node would show it with the line it came from, which is a megabyte long.
  console.error(String(error.message ?? error));
  process.exitCode = 1;
}
