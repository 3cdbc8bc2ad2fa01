import type { Side } from "#core/record/canonical.ts";
import type { Universe } from "./universe.ts";

type BothVendors = Pick<Universe, "highlevel" | "incident">;
export type EditedField = "website" | "phone" | "custom_plan" | "fullName" | "email";

/** A person types a value into one field in the pages of the record's vendor; the empty text clears it. */
export function editAsPerson(universe: BothVendors, edit: { side: Side; recordId: string; field: EditedField; value: string }): void {
  if (edit.side === "highlevel") universe.highlevel.control.editContact(edit.recordId, contactBody(universe, edit.field, edit.value));
  else if (edit.field === "fullName") universe.incident.control.editEntry(edit.recordId, edit.value, {});
  else universe.incident.control.editEntry(edit.recordId, null, { [`hw_${edit.field}`]: edit.value });
}

function contactBody(universe: BothVendors, field: EditedField, value: string): Readonly<Record<string, unknown>> {
  if (field === "fullName") {
    const [firstName, lastName] = value.split(" ");
    return { firstName, lastName };
  }
  if (field !== "custom_plan") return { [field]: value };
  const plan = universe.highlevel.control.customFields().find(({ name }) => name === "Plan")?.id ?? "";
  return { customFields: [{ id: plan, field_value: value }] };
}
