import { Command, CommanderError, Option } from "commander";
import { options, type OptionName } from "#main/options.ts";
import { commands, groups, type CommandSpec } from "./command-table.ts";
import type { Given } from "./command-context.ts";
import type { Streams } from "./output.ts";

/** What parsing found: a command to run, help already printed, or wrong usage in words. */
export type Parsed =
  | { readonly kind: "run"; readonly spec: CommandSpec; readonly given: Given }
  | { readonly kind: "shown" }
  | { readonly kind: "wrong"; readonly detail: string; readonly fix: string };

/** Parses the arguments after `highwire`; loads no command. Help and version are printed to stdout. */
export async function parse(argv: readonly string[], streams: Streams, version: string): Promise<Parsed> {
  let found: Parsed = { kind: "shown" };
  const program = buildProgram(streams, version, (spec, given) => {
    found = { kind: "run", spec, given };
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: "shown" };
    if (error.code === "commander.help") return { kind: "wrong", detail: "a word is missing after the command", fix: helpOf(argv) };
    return { kind: "wrong", detail: tidy(error.message), fix: helpOf(argv) };
  }
  return found;
}

/** The whole command tree; also what docs/cli.md is made from. */
export function buildProgram(streams: Streams, version: string, found: (spec: CommandSpec, given: Given) => void): Command {
  const program = new Command("highwire")
    .description("Keeps HighLevel and incident.io in step, both ways.")
    .version(version, "-V, --version", "Print the version.");
  program.exitOverride().configureOutput({ writeOut: (text) => void streams.stdout.write(text), writeErr: () => undefined });
  program
    .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
    .helpOption("-h, --help", "Print this help.")
    .helpCommand("help [command]", "Print help of a command.");
  program.addHelpText("before", examplesText(["start", "plan", "why ada@example.com"]));
  program.addHelpText(
    "after",
    "\nEnd codes: 0 done · 1 defect · 2 wrong usage · 3 not configured · 4 vendor refused · 5 vendor unavailable\n           6 changes pending · 7 needs a person · 8 partly done · 130 interrupted",
  );
  addGlobalOptions(program);
  for (const spec of commands) addCommand(program, spec, found);
  return program;
}

function addGlobalOptions(program: Command): void {
  program
    .option("--json", "Print one JSON document instead of text.")
    .option("--plain", "Print tab-separated text without colour or symbols.")
    .option("-q, --quiet", "Print no messages.")
    .option("-v, --verbose", "Print more messages, and where an error came from.")
    .option("--no-color", "Print without colour; so does NO_COLOR.")
    .option("--no-input", "Never ask; nothing asks today.");
  addOptions(program, "all");
}

/** Settings with a flag; defaults stay in the table, so that the environment can step in between. */
function addOptions(command: Command, scope: "all" | "start"): void {
  for (const name of Object.keys(options) as OptionName[]) {
    const { flag, description, env, fallback, fallbackText, scope: owner } = options[name];
    if (flag === null || owner !== scope) continue;
    const shown = fallbackText ?? (fallback === null ? null : String(fallback));
    command.addOption(new Option(flag, `${description} (${env}${shown === null ? "" : `; default: ${shown}`})`));
  }
}

function addCommand(program: Command, spec: CommandSpec, found: (spec: CommandSpec, given: Given) => void): void {
  const words = spec.path.split(" ");
  const name = words.at(-1) ?? spec.path;
  const parent = words.length === 1 ? program : groupOf(program, words[0] ?? "");
  // A group alone lists what it is about.
  const command = parent
    .command(name, { isDefault: name === "list" })
    .description(spec.summary)
    .addHelpText("before", examplesText(spec.examples));
  for (const { name: argument, about } of spec.args ?? []) command.argument(argument, about);
  for (const { flag, about, words: choices } of spec.flags ?? []) {
    const option = new Option(flag, about);
    command.addOption(choices === undefined ? option : option.choices(choices));
  }
  if (spec.serves === true) addOptions(command, "start");
  command.action(function (this: Command) {
    found(spec, { args: this.args, flags: this.optsWithGlobals<Given["flags"]>() });
  });
}

function groupOf(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  if (known !== undefined) return known;
  const group = program.command(name).description(groups[name] ?? "");
  const firsts = commands.filter((spec) => spec.path.startsWith(`${name} `)).flatMap((spec) => spec.examples.slice(0, 1));
  return group.addHelpText("before", examplesText(firsts.slice(0, 3)));
}

function examplesText(examples: readonly string[]): string {
  return `Examples:\n${examples.map((example) => `  $ highwire ${example}`).join("\n")}\n`;
}

/** Commander's own wording, without its prefix and line breaks. */
function tidy(message: string): string {
  return message
    .replace(/^error: /u, "")
    .replace(/\s*\n\s*/gu, " ")
    .trim();
}

function helpOf(argv: readonly string[]): string {
  const words = argv.filter((word) => !word.startsWith("-"));
  const spec = commands.find(({ path }) => path === words.slice(0, path.split(" ").length).join(" "));
  const group = words[0] !== undefined && words[0] in groups ? words[0] : null;
  const path = spec?.path ?? group;
  return `See \`highwire ${path === null ? "" : `${path} `}--help\`, then type it again.`;
}
