import type { ContractWorld } from "./contract-world.ts";
import { idIn, shown } from "./shown.ts";

const versions = ["dated", "v3"] as const;
type Version = (typeof versions)[number];

/** A call under the version that the operation documents, or under v3. */
type VersionedCall = (operation: string, body?: unknown, dated?: string) => ReturnType<ContractWorld["call"]>;

/** Calls every operation of tasks, notes … under both versions, with success. */
export async function driveEntities(world: ContractWorld): Promise<void> {
  for (const version of versions) {
    const call: VersionedCall = (operation, body, dated = "2021-07-28") =>
      world.call("highlevel", operation, body, { version: version === "v3" ? "v3" : dated });
    const contactId = world.highlevel.control.createContact({ firstName: "Bea", email: `bea.${version}@example.com` });
    await driveTasks(call, world, contactId);
    await driveNotes(call, contactId);
    await driveUsers(call, world, version);
  }
}

async function driveTasks(call: VersionedCall, { highlevel: { locationId } }: ContractWorld, contactId: string): Promise<void> {
  const at = `/contacts/${contactId}/tasks`;
  const body = { title: "Call", body: "Back", dueDate: "2026-09-01T10:00:00Z", completed: false, assignedTo: "usr00SandboxHighwire" };
  const id = idIn(await call(`POST ${at}`, body), "task");
  shown(await call(`GET ${at}`));
  shown(await call(`GET ${at}/${id}`));
  shown(await call(`PUT ${at}/${id}`, { title: "Call again" }));
  shown(await call(`PUT ${at}/${id}/completed`, { completed: true }));
  const filters = { contactId: [contactId], completed: true, assignedTo: ["usr00SandboxHighwire"], query: "call", limit: 10, skip: 0 };
  shown(await call(`POST /locations/${locationId}/tasks/search`, filters));
  shown(await call(`DELETE ${at}/${id}`));
}

async function driveNotes(call: VersionedCall, contactId: string): Promise<void> {
  const at = `/contacts/${contactId}/notes`;
  const id = idIn(await call(`POST ${at}`, { body: "Cannot log in" }), "note");
  shown(await call(`PUT ${at}/${id}`, { title: "Outage", color: "#FFAA00", pinned: true, userId: "usr00SandboxHighwire" }));
  shown(await call(`GET ${at}/${id}`));
  shown(await call(`GET ${at}`));
  shown(await call(`DELETE ${at}/${id}`));
}

async function driveUsers(call: VersionedCall, { highlevel: { locationId, companyId } }: ContractWorld, version: Version): Promise<void> {
  if (version === "dated") shown(await call(`GET /users/?locationId=${locationId}`));
  shown(await call(`GET /users/search?companyId=${companyId}&limit=2&skip=1&role=user&query=a`));
  shown(await call("POST /users/search/filter-by-email", { companyId, emails: "user.0@team.example.com" }));
  shown(await call("GET /users/usr00SandboxHighwire"));
}
