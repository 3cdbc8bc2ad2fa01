import type { CatalogPort } from "#core/catalog/operation-port.ts";
import type { CatalogItem, Operation } from "#core/catalog/operation.ts";
import { curatedEntries } from "./curated/all-entries.ts";
import { fieldGroups } from "./field-groups.ts";
import { schemasOf } from "./inlined-schema.ts";
import type { AreaFacts, FactsReader, OperationFacts, OperationRow } from "./operation-facts.ts";
import { badgeOf, costOf, effectOf, idempotencyField, notRunnable, repeatOf } from "./operation-nature.ts";
import { actionItem, ownActions } from "./own-actions.ts";
import { pickersOf } from "./pickers.ts";
import { objectTitle, ruleTitle } from "./titles.ts";
import { allTriggers, triggerItem } from "./triggers.ts";

/** The catalog over the generated facts and what people wrote about them. */
export function createCatalog(facts: FactsReader): CatalogPort {
  let kept: Promise<readonly CatalogItem[]> | null = null;
  let keptTriggers: ReturnType<typeof allTriggers> | null = null;
  const operations = new WeakMap<OperationFacts, Operation>();
  const triggers = (): ReturnType<typeof allTriggers> => (keptTriggers ??= allTriggers(facts));
  const list = async (): Promise<readonly CatalogItem[]> => {
    const [highlevel, incident, begins] = await Promise.all([facts.rows("highlevel"), facts.rows("incident"), triggers()]);
    return [...[...highlevel, ...incident].map(operationItem), ...ownActions.map(actionItem), ...begins.map(triggerItem)].toSorted(byPlace);
  };
  return {
    items: () => (kept ??= list()),
    async operation(id) {
      const found = await facts.operation(id);
      if (found === null) return ownActions.find((own) => own.id === id) ?? null;
      const operation = operations.get(found.facts) ?? toOperation(found.facts, found.defs);
      operations.set(found.facts, operation);
      return operation;
    },
    trigger: async (id) => (await triggers()).find((trigger) => trigger.id === id) ?? null,
  };
}

/** What is written up comes first, then by vendor, object and title. */
function byPlace(one: CatalogItem, other: CatalogItem): number {
  return (
    Number(other.curated) - Number(one.curated) ||
    one.vendor.localeCompare(other.vendor) ||
    one.object.localeCompare(other.object) ||
    one.title.localeCompare(other.title) ||
    one.id.localeCompare(other.id)
  );
}

function operationItem(row: OperationRow): CatalogItem & { readonly kind: "action"; readonly effect: Operation["effect"] } {
  const [vendor = "", area = ""] = row.id.split(".");
  const curated = curatedEntries[row.id];
  return {
    id: row.id,
    vendor: vendor === "highlevel" ? "highlevel" : "incident",
    kind: "action",
    object: curated?.object ?? objectTitle(area),
    title: curated?.title ?? ruleTitle(row.id),
    sentence: curated?.sentence ?? null,
    effect: effectOf(row),
    scopes: row.scopes,
    badge: badgeOf(row, curated !== undefined),
    curated: curated !== undefined,
  };
}

function toOperation(facts: OperationFacts, defs: AreaFacts["defs"]): Operation {
  const curated = curatedEntries[facts.id];
  const { input, output } = schemasOf(facts, defs);
  const hasKey = idempotencyField(facts, input) !== null;
  return {
    ...operationItem(facts),
    method: facts.method,
    path: facts.path,
    input,
    output,
    groups: fieldGroups(input),
    pickers: pickersOf(facts.id, input),
    example: curated?.example ?? null,
    cost: costOf(facts),
    ...repeatOf(facts, hasKey),
    notRunnable: notRunnable(facts),
  };
}
