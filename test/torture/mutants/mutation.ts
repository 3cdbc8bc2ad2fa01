/**
 * `npm run mutation`: Stryker changes merge, planner and classifier in a thousand ways, and each file's tests must notice enough of them. Words
 * after `--` choose files by a part of their path. Exit code 0 only when every file's score is high enough.
 */
import { mutatedFiles, mutationScore, percentWords, sumOf } from "./mutation-score.ts";
import { untilStopped } from "./until-stopped.ts";

function chooseFiles(words: readonly string[]): readonly string[] {
  const unknown = words.find((word) => !mutatedFiles.some((file) => file.includes(word)));
  if (unknown !== undefined) {
    process.stderr.write(`No file of these has ${JSON.stringify(unknown)} in its path:\n${mutatedFiles.map((file) => `  ${file}\n`).join("")}`);
    process.exit(2);
  }
  return words.length === 0 ? mutatedFiles : mutatedFiles.filter((file) => words.some((word) => file.includes(word)));
}

const files = chooseFiles(process.argv.slice(2));
await untilStopped(async (signal) => {
  const { files: scores, troubles } = await mutationScore(files, signal, "inherit");
  const lines = [...scores, { file: "all", ...sumOf(scores) }].map(
    (score) => `${percentWords(score).padStart(7)}  ${String(score.noticed)} of ${String(score.of)}  ${score.file}`,
  );
  process.stdout.write(`\nMutants that tests notice:\n${lines.join("\n")}\n${troubles.map((trouble) => `FAIL ${trouble}\n`).join("")}`);
  process.exitCode = troubles.length === 0 ? 0 : 1;
});
