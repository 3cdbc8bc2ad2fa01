import { fromTemplate, workflowTemplates, type WorkflowTemplate } from "#core/workflow/templates.ts";
import { neededArg, textFlag, usage, type Given, type Run } from "../command-context.ts";
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
  return exitCodes.done;
};

export const make: Run = async (context, given) => {
  const template = named(neededArg(given, 0, "<template>"));
  const definition = fromTemplate(template, settingsIn(given, template));
  if (definition === null) {
    const missing = template.settings.filter(({ standard }) => standard === null);
    throw usage(`--set: ${template.id} needs ${missing.map(({ name, about }) => `${name} (${about})`).join("; ")}`);
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

/** `name=value`, with commas between several. */
function settingsIn(given: Given, { id, settings }: WorkflowTemplate): Readonly<Record<string, string>> {
  const text = textFlag(given, "set");
  if (text === undefined) return {};
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const [name = "", ...value] = pair.split("=");
      if (value.length === 0) throw usage(`--set: ${JSON.stringify(pair)} is not <name>=<value>`);
      if (!settings.some((setting) => setting.name === name.trim()))
        throw usage(`--set: ${id} asks for ${settings.map((setting) => setting.name).join(", ")}, not for ${JSON.stringify(name)}`);
      return [name.trim(), value.join("=").trim()];
    }),
  );
}
