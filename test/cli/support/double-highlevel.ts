import type { Bridge } from "#core/bridge.ts";
import type { RecordsPort, FieldChange } from "#core/ports/records-port.ts";
import { canonicalise } from "#core/record/canonicalise.ts";
import type { CanonicalValue, SideRecord } from "#core/record/canonical.ts";
import { must } from "#lib/must.ts";
import type { HighLevelSandbox } from "#sandbox/highlevel/start-highlevel-sandbox.ts";

type Raw = Readonly<Record<string, unknown>>;
const PAGE = 100;

/** HighLevel's contacts as the engine needs them, straight on the emulator: no network, no limits, no client of ours. */
export function doubleHighLevel(sandbox: HighLevelSandbox, bridge: Bridge): RecordsPort {
  const { control } = sandbox;
  const all = (): readonly Raw[] => control.contacts();
  const find = (id: string): Raw | undefined => all().find((contact) => contact["id"] === id);
  const record = (raw: Raw): SideRecord => ({
    side: "highlevel",
    id: String(raw["id"]),
    version: String(raw["dateUpdated"]),
    fields: fieldsOf(raw, bridge),
    counterpartId: null,
  });
  return {
    side: "highlevel",
    read: async (id) => {
      const raw = find(id);
      return raw === undefined ? { kind: "missing" } : { kind: "found", record: record(raw) };
    },
    list: async ({ after, since }) => {
      const from = Number(after ?? 0);
      const rows = all().filter((raw) => since === null || String(raw["dateUpdated"]) >= since);
      return { records: rows.slice(from, from + PAGE).map(record), next: from + PAGE < rows.length ? String(from + PAGE) : null, total: rows.length };
    },
    candidates: async ({ email, phone }) =>
      all()
        .map(record)
        .flatMap((one) => {
          const matchedBy = [
            ...(email !== null && one.fields["email"] === email ? ["email" as const] : []),
            ...(phone !== null && one.fields["phone"] === phone ? ["phone" as const] : []),
          ];
          return matchedBy.length > 0 ? [{ record: one, matchedBy }] : [];
        }),
    create: async ({ fields }) => {
      const id = control.createContact(
        bodyOf(
          bridge,
          Object.entries(fields).map(([field, value]) => ({ field, value })),
        ),
      );
      if (Array.isArray(fields["tags"]) && fields["tags"].length > 0) control.setTags(id, fields["tags"] as readonly string[]);
      return record(must(find(id), "created contact"));
    },
    update: async ({ id }, changes) => {
      const body = bodyOf(bridge, changes);
      if (Object.keys(body).length > 0) control.editContact(id, body);
      const tags = changes.find(({ field }) => field === "tags");
      if (tags !== undefined) control.setTags(id, changedTags((find(id)?.["tags"] ?? []) as readonly string[], tags));
      return record(must(find(id), "updated contact"));
    },
    remove: async (id) => control.deleteContact(id),
    canary: async () => true,
  };
}

function fieldsOf(raw: Raw, bridge: Bridge): Record<string, CanonicalValue> {
  return Object.fromEntries(
    bridge.fields.map((map) => {
      const custom = /^customField:(.+)$/u.exec(map.left)?.[1];
      const value =
        map.left === "fullName"
          ? [raw["firstName"], raw["lastName"]].filter((part) => part !== undefined).join(" ")
          : custom === undefined
            ? raw[map.left]
            : ((raw["customFields"] ?? []) as readonly { id: string; value: unknown }[]).find(({ id }) => id === custom)?.value;
      return [map.field, canonicalise(map.kind, value, bridge)];
    }),
  );
}

function bodyOf(bridge: Bridge, values: readonly Pick<FieldChange, "field" | "value">[]): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  const customFields: { id: string; field_value: CanonicalValue }[] = [];
  for (const { field, value } of values) {
    const map = must(
      bridge.fields.find((one) => one.field === field),
      `mapping of ${field}`,
    );
    const custom = /^customField:(.+)$/u.exec(map.left)?.[1];
    if (field === "tags") continue;
    if (custom !== undefined) customFields.push({ id: custom, field_value: value });
    else if (map.left === "fullName") [body["firstName"], body["lastName"]] = splitName(String(value ?? ""));
    else body[map.left] = value ?? "";
  }
  return { ...body, ...(customFields.length > 0 && { customFields }) };
}

function splitName(name: string): readonly [string, string] {
  const at = name.lastIndexOf(" ");
  return at === -1 ? [name, ""] : [name.slice(0, at), name.slice(at + 1)];
}

function changedTags(had: readonly string[], { add = [], remove = [] }: FieldChange): readonly string[] {
  return [...had.filter((tag) => !remove.includes(tag)), ...add.filter((tag) => !had.includes(tag))];
}
