import type { CallOptions } from "#core/ports/contacts-port.ts";
import { must } from "#lib/must.ts";
import type { HighLevelClient } from "#vendors/highlevel/client.ts";
import type { ContractWorld } from "./contract-world.ts";

const call: CallOptions = { priority: "person" };

/** Makes our HighLevel client use every operation of tasks, notes … in the ways the flows do. */
export async function runEntities({ client, highlevel: { control } }: ContractWorld): Promise<void> {
  const contactId = control.createContact({ firstName: "Ada", email: "ada.entities@example.com" });
  await useTasks(client, contactId);
  await useNotes(client, contactId);
}

async function useTasks(client: HighLevelClient, contactId: string): Promise<void> {
  const { tasks, users } = client;
  const owner = must((await users.list(call))[0], "a user");
  await users.read(owner.id, call);
  const { id } = await tasks.create(
    contactId,
    { title: "Call", body: "Back", dueDate: "2026-09-01T10:00:00Z", completed: false, assignedTo: owner.id },
    call,
  );
  await tasks.update(contactId, id, { title: "Call again", body: "", dueDate: "2026-09-02T10:00:00+02:00", assignedTo: "" }, call);
  await tasks.setCompleted(contactId, id, true, call);
  await tasks.read(contactId, id, call);
  await tasks.list(contactId, call);
  const page = await tasks.search({ limit: 1, searchAfter: null }, call);
  await tasks.search({ limit: 500, searchAfter: must(page[0]?.searchAfter, "a cursor"), contactIds: [contactId], completed: false }, call);
  await tasks.remove(contactId, id, call);
}

async function useNotes({ notes }: HighLevelClient, contactId: string): Promise<void> {
  const { id } = await notes.create(contactId, { body: "<p>Cannot log in</p>" }, call);
  await notes.update(contactId, id, { body: "Solved", title: "Outage", color: "#FFAA00", pinned: true, userId: "usr00SandboxHighwire" }, call);
  await notes.read(contactId, id, call);
  await notes.list(contactId, call);
  await notes.remove(contactId, id, call);
}
