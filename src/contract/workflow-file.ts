import { isMap, parseDocument, stringify } from "yaml";
import { isTooDeep } from "./config-file.ts";

/** Longest text of a file of a workflow, in characters. */
export const MAX_WORKFLOW_CHARS = 400_000;

/** A definition out of a file, still to be checked; or why the text cannot be read, with its line. */
export type ReadWorkflow = { readonly kind: "read"; readonly definition: object } | { readonly kind: "refused"; readonly says: string };

/** A definition as the text of a file. */
export const writeWorkflow = (definition: object): string => stringify(definition, { lineWidth: 0, aliasDuplicateObjects: false });

/** Reads the text of a file. Never throws for what is wrong with it. */
export function readWorkflow(text: string): ReadWorkflow {
  if (text.length > MAX_WORKFLOW_CHARS) return { kind: "refused", says: `it is longer than ${String(MAX_WORKFLOW_CHARS)} characters` };
  if (isTooDeep(text)) return { kind: "refused", says: "it is nested too deeply" };
  const document = parseDocument(text);
  const [flaw] = document.errors;
  if (flaw !== undefined) return { kind: "refused", says: `it is not YAML that can be read (${flaw.message.split("\n")[0] ?? ""})` };
  if (!isMap(document.contents)) return { kind: "refused", says: "it holds no workflow, which begins with lines such as `format: 1`" };
  try {
    return { kind: "read", definition: document.toJS({ maxAliasCount: 0 }) as object };
  } catch {
    return { kind: "refused", says: "it repeats a part by an alias; write it out" };
  }
}
