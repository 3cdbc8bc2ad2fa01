import { HighwireError } from "#core/errors.ts";
import { fromTemplate, workflowTemplates, type TemplateSetting, type WorkflowTemplate } from "#core/workflow/templates.ts";
import { neededArg, textFlag, usage, type CommandContext, type Given, type Run } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { workflowDesk } from "../workflow-desk-of.ts";

export const list: Run = async ({ output }) => {
  output.document("workflow-templates", {
    templates: workflowTemplates.map(({ id, title, sentence, settings }) => ({ id, title, sentence, settings })),
  });
  output.table(
    ["TEMPLATE", "WHAT IT DOES", "ASKS FOR"],
    workflowTemplates.map(({ id, sentence, settings }) => [
      id,
      sentence,
      settings.map(({ name, standard }) => (standard === null ? name : `${name} (${standard})`)).join(", "),
    ]),
  );
  output.note("What your accounts have to choose from: highwire workflows values <template> <setting>");
  return exitCodes.done;
};

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** More than this nobody reads through. */
const LONG = 50;

/** What one setting of a template may be given, out of the account that it will work with. */
export const values: Run = async (context, given) => {
  const template = named(neededArg(given, 0, "<template>"));
  const name = neededArg(given, 1, "<setting>");
  const setting = template.settings.find((one) => one.name === name);
  if (setting === undefined) throw usage(`<setting>: ${asksFor(template)}, not for ${JSON.stringify(name)}`);
  const words = textFlag(given, "find")?.trim() ?? "";
  const found = await valuesOf(context, setting, words);
  context.output.document("setting-values", { template: template.id, setting: name, values: found });
  if (found.length === 0)
    context.output.note(
      words === ""
        ? `Your account has nothing to choose from. Make one there first: ${setting.about}.`
        : `Nothing to choose from has ${JSON.stringify(words)} in it.`,
    );
  else
    context.output.table(
      ["VALUE", "NAME"],
      found.map(({ value, label }) => [value, label]),
    );
  if (words === "" && found.length > LONG) context.output.note("A long list, and there may be more: --find <words> looks for what has them in it.");
  return exitCodes.done;
};

async function valuesOf({ session }: CommandContext, { name, about, values: from }: TemplateSetting, words: string): Promise<readonly Choice[]> {
  if (from === null) throw usage(`<setting>: no list knows ${name} (${about}); write your own`);
  if (from === "time-zones") {
    const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")].filter((zone) => zone.toLowerCase().includes(words.toLowerCase()));
    return zones.map((zone) => ({ value: zone, label: zone }));
  }
  const { operations } = (await session()).app;
  if (operations === null) throw new HighwireError("HW_NOT_CONNECTED");
  return (await operations.values({ ...from, place: "account", words }, { who: "cli", may: () => true })).values;
}

export const make: Run = async (context, given) => {
  const template = named(neededArg(given, 0, "<template>"));
  const definition = fromTemplate(template, settingsIn(given, template));
  if (definition === null) {
    const missing = template.settings.filter(({ standard }) => standard === null);
    const needed = missing.map(({ name, about }) => `${name} (${about})`).join("; ");
    const [first] = missing;
    throw usage(
      `--set: ${template.id} needs ${needed}${first === undefined ? "" : `; \`highwire workflows values ${template.id} ${first.name}\` lists what there is`}`,
    );
  }
  const { id } = await (await workflowDesk(context)).save(null, definition, "cli");
  context.output.document("workflow-made", { id, template: template.id });
  context.output.data(id);
  context.output.note(`Made, and off. Publish it and switch it on: highwire workflows publish ${id} && highwire workflows mode live ${id}`);
  return exitCodes.done;
};

function named(id: string): WorkflowTemplate {
  const found = workflowTemplates.find((template) => template.id === id);
  if (found === undefined) throw usage(`no template is called ${JSON.stringify(id)}; \`highwire workflows templates\` lists them`);
  return found;
}

const asksFor = ({ id, settings }: WorkflowTemplate): string => `${id} asks for ${settings.map(({ name }) => name).join(", ") || "nothing"}`;

/** `name=value`, with commas between several. */
function settingsIn(given: Given, template: WorkflowTemplate): Readonly<Record<string, string>> {
  const text = textFlag(given, "set");
  if (text === undefined) return {};
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [name = "", ...value] = pair.split("=");
      if (value.length === 0) throw usage(`--set: ${JSON.stringify(pair)} is not <name>=<value>`);
      if (!template.settings.some((setting) => setting.name === name.trim()))
        throw usage(`--set: ${asksFor(template)}, not for ${JSON.stringify(name)}`);
      return [name.trim(), value.join("=").trim()];
    }),
  );
}
