import type { CatalogEntryView, RunView } from "#contract/operations.ts";
import { registry } from "#core/error-registry.ts";
import type { HighwireError } from "#core/errors.ts";
import type { CatalogItem, Operation, Trigger } from "#core/catalog/operation.ts";
import { withoutSecrets } from "#core/text/without-secrets.ts";
import type { Tried } from "#engine/operations/operation-desk.ts";

const toItem = ({ id, vendor, kind, object, title, sentence, effect, scopes, badge, curated }: CatalogItem) => ({
  id,
  vendor,
  kind,
  object,
  title,
  sentence,
  effect,
  scopes: [...scopes],
  badge,
  curated,
});

export function toActionEntry(operation: Operation): CatalogEntryView {
  const { method, path, input, output, groups, pickers, example, cost, repeat, notRunnable } = operation;
  return {
    ...toItem(operation),
    method,
    path,
    input: input as Record<string, unknown>,
    output: output as Record<string, unknown> | null,
    groups: groups.map(({ title, fields }) => ({ title, fields: [...fields] })),
    pickers: Object.keys(pickers),
    hasExample: example !== null,
    cost,
    repeat,
    notRunnable,
    event: null,
  };
}

export function toTriggerEntry(trigger: Trigger): CatalogEntryView {
  return {
    ...toItem(trigger),
    method: null,
    path: null,
    input: null,
    output: trigger.output as Record<string, unknown>,
    groups: [],
    pickers: [],
    hasExample: false,
    cost: null,
    repeat: null,
    notRunnable: null,
    event: trigger.event,
  };
}

/** A try as people see it: what opens something is masked, on the way there and back. */
export function toRun({ place, connection, outcome }: Tried): RunView {
  const base = { place, connection, result: outcome.kind };
  switch (outcome.kind) {
    case "done": {
      const { status, output, drift, generic, sent, durationMs } = outcome;
      return { ...base, sent: shown(sent), status, output: withoutSecrets(output), issues: [...drift], generic, durationMs, error: null };
    }
    case "refused":
      return { ...base, ...nothing, sent: null, issues: [...outcome.issues], durationMs: null, error: toError(outcome.error) };
    case "failed": {
      const { error, sent, durationMs } = outcome;
      return { ...base, ...nothing, sent: shown(sent), status: error.data.httpStatus ?? null, issues: [], durationMs, error: toError(error) };
    }
  }
}

const nothing = { status: null, output: null, generic: false } as const;
const shown = ({ method, url, body }: { readonly method: string; readonly url: string; readonly body: unknown }) => ({
  method,
  url,
  body: withoutSecrets(body),
});

function toError(error: HighwireError): NonNullable<RunView["error"]> {
  const { title, cause, fix } = registry[error.code];
  const { detail, field, vendorCode } = error.data;
  return { code: error.code, title, detail: detail ?? vendorCode ?? (field === undefined ? cause : `${cause} It is about ${field}.`), fix };
}
