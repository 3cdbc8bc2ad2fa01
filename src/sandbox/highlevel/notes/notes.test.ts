import { describe, expect, it } from "vitest";
import { addContact, breathe, stopped, type Json, type Stopped } from "../testing.ts";

/** A contact with a note, made through the API. */
async function withNote(fields: object = {}, kit: Stopped = stopped()): Promise<{ kit: Stopped; contactId: string; note: Json; at: string }> {
  const { id: contactId } = await addContact(kit, { firstName: "Ada", email: `ada.${String(kit.sandbox.control.contacts().length)}@example.com` });
  const { body } = await kit.call(`POST /contacts/${String(contactId)}/notes`, { body: "Cannot log in", ...fields });
  return { kit, contactId, note: body.note, at: `/contacts/${String(contactId)}/notes/${String(body.note?.id)}` };
}
const types = ({ events }: Stopped): string[] => events.map(({ type }) => type).filter((type) => type.startsWith("Note"));

describe("a note of a contact", () => {
  it.each(["2021-07-28", "v3"])("is made, read, changed and deleted under %s", async (version) => {
    const { kit, contactId, note, at } = await withNote({ title: "Outage", color: "#FFAA00", userId: "usr00SandboxHighwire" });
    const call: Stopped["call"] = (operation, body) => kit.call(operation, body, { version });
    expect(note).toEqual({
      id: expect.stringMatching(/^\w{20}$/u),
      body: "Cannot log in",
      bodyText: "Cannot log in",
      userId: "usr00SandboxHighwire",
      dateAdded: expect.any(String),
      contactId,
      title: "Outage",
      color: "#FFAA00",
      pinned: false,
      relations: [{ objectKey: "contact", recordId: contactId }],
    });
    expect((await call(`GET ${at}`)).body.note).toEqual(note);
    const changed = await call(`PUT ${at}`, { pinned: true, title: "" });
    const { title: _cleared, ...rest } = note;
    expect([changed.status, changed.body.note]).toEqual([200, { ...rest, pinned: true }]);
    expect((await call(`DELETE ${at}`)).body).toMatchObject({ succeded: true, succeeded: true });
    expect((await call(`GET /contacts/${contactId}/notes`)).body.notes).toEqual([]);
  });

  it("made by an integration names nobody, made by a person somebody, and the newest comes first", async () => {
    const { kit, contactId, note } = await withNote();
    const second = kit.sandbox.control.createNote(contactId, { body: "By a person" });
    const { body } = await kit.call(`GET /contacts/${contactId}/notes`);
    expect(body.notes.map(({ id, userId }: Json) => [id, userId])).toEqual([
      [second, "usr00SandboxHighwire"],
      [note.id, null],
    ]);
  });

  it("shows the words of its markup beside the body", async () => {
    const { note } = await withNote({ body: "<p>Fish &amp; chips</p><p>Two<br>lines &lt; 3</p>" });
    expect([note.body, note.bodyText]).toEqual(["<p>Fish &amp; chips</p><p>Two<br>lines &lt; 3</p>", "Fish & chips\nTwo\nlines < 3"]);
  });

  it("is kept by quirk as the vendor's editor would have written it", async () => {
    const kit = stopped();
    kit.sandbox.control.setQuirks({ noteBodies: "html" });
    const { note } = await withNote({ body: "a < b & c\n\nlast" }, kit);
    expect([note.body, note.bodyText]).toEqual(["<p>a &lt; b &amp; c</p><p><br></p><p>last</p>", "a < b & c\n\n\nlast"]);
    expect((await withNote({ body: "<p>as it is</p>" }, kit)).note.body).toBe("<p>as it is</p>");
  });

  it.each([
    [{ body: undefined }, ["body must be a string"]],
    [{ body: "" }, ["body should not be empty"]],
    [{ color: "red" }, ["color must be a hexadecimal color"]],
    [{ pinned: 1 }, ["pinned must be a boolean value"]],
    [{ userId: null }, ["userId must be a string"]],
    [{ bodyText: "x" }, ["property bodyText should not exist"]],
  ])("is refused with 422 for %j", async (fields, message) => {
    const kit = stopped();
    const { id } = await addContact(kit);
    const answer = await kit.call(`POST /contacts/${String(id)}/notes`, JSON.parse(JSON.stringify({ body: "x", ...fields })));
    expect([answer.status, answer.body]).toEqual([422, { statusCode: 422, message, error: "Unprocessable Entity" }]);
    expect(kit.sandbox.control.notes()).toEqual([]);
  });

  it("is missing with 400: without contact, by a wrong id, below another contact, after its deletion", async () => {
    const { kit, contactId, note, at } = await withNote();
    const other = await addContact(kit, { firstName: "Bea" });
    const gone = `Note with id ${String(note.id)} not found`;
    const refusals: readonly (readonly [string, string])[] = [
      ["GET /contacts/nobody/notes", "Contact with id nobody not found"],
      [`GET /contacts/${String(other.id)}/notes/${String(note.id)}`, gone],
      [`GET /contacts/${contactId}/notes/nothing`, "Note with id nothing not found"],
    ];
    for (const [operation, error] of refusals) expect(await kit.call(operation)).toMatchObject({ status: 400, body: { error } });
    await kit.call(`DELETE ${at}`);
    for (const operation of [`GET ${at}`, `DELETE ${at}`]) expect(await kit.call(operation)).toMatchObject({ status: 400, body: { error: gone } });
    expect(await kit.call(`PUT ${at}`, { body: "x" })).toMatchObject({ status: 400, body: { error: gone } });
  });

  it("needs contacts.write to be changed and contacts.readonly to be read", async () => {
    const { kit, at } = await withNote();
    const token = kit.sandbox.control.addToken({ scopes: ["contacts.readonly"] });
    expect((await kit.call(`GET ${at}`, undefined, { token })).status).toBe(200);
    expect((await kit.call(`DELETE ${at}`, undefined, { token })).body.message).toBe("The token is not authorized for this scope.");
  });
});

describe("note events", () => {
  it("tell creates, edits and deletes, flat, without author and title", async () => {
    const { kit, contactId, note, at } = await withNote({ title: "Outage", userId: "usr00SandboxHighwire" });
    await kit.call(`PUT ${at}`, { body: "Solved" });
    kit.sandbox.control.editNote(note.id, { pinned: true });
    await kit.call(`DELETE ${at}`);
    await breathe();
    expect(types(kit)).toEqual(["NoteCreate", "NoteUpdate", "NoteUpdate", "NoteDelete"]);
    expect(kit.events.at(-1)?.body).toEqual({
      type: "NoteDelete",
      locationId: kit.sandbox.locationId,
      id: note.id,
      body: "Solved",
      contactId,
      dateAdded: note.dateAdded,
      appId: expect.any(String),
      versionId: expect.any(String),
      timestamp: expect.any(String),
      webhookId: expect.any(String),
    });
  });

  it("follow idle edits, or by quirk neither they nor the time of change do", async () => {
    const { kit, at } = await withNote();
    await kit.call(`PUT ${at}`, { body: "Cannot log in" });
    kit.sandbox.control.setQuirks({ idleWritesTell: false });
    const before = kit.sandbox.control.notes();
    await kit.call(`PUT ${at}`, { body: "Cannot log in" });
    await breathe();
    expect([types(kit), kit.sandbox.control.notes()]).toEqual([["NoteCreate", "NoteUpdate"], before]);
  });
});

describe("the notes of a contact that goes", () => {
  it("go with it, or by quirks with events, or stay", async () => {
    const kit = stopped();
    const deleteWith = async (quirks: object): Promise<{ told: string[]; left: number }> => {
      const { contactId } = await withNote({}, kit);
      await breathe();
      kit.events.length = 0;
      kit.sandbox.control.setQuirks(quirks);
      kit.sandbox.control.deleteContact(contactId);
      await breathe();
      return { told: types(kit), left: kit.sandbox.control.notes().length };
    };
    expect(await deleteWith({})).toEqual({ told: [], left: 0 });
    expect(await deleteWith({ cascadeTells: true })).toEqual({ told: ["NoteDelete"], left: 0 });
    expect(await deleteWith({ deleteCascades: ["tasks"] })).toEqual({ told: [], left: 1 });
  });

  it("move to the contact that stays of a merge, each once, and survive a snapshot", async () => {
    const { kit, contactId, note } = await withNote();
    const kept = kit.sandbox.control.createContact({ firstName: "Kept" });
    const own = kit.sandbox.control.createNote(kept, { body: "Own" });
    kit.sandbox.control.mergeContacts(kept, contactId);
    const saved = kit.sandbox.control.snapshot();
    kit.sandbox.control.deleteNote(own);
    kit.sandbox.control.restore(JSON.parse(JSON.stringify(saved)));
    const { body } = await kit.call(`GET /contacts/${kept}/notes`);
    expect(body.notes.map(({ id }: Json) => id).toSorted()).toEqual([note.id, own].toSorted());
  });
});

describe("sample notes", () => {
  it("come with sample records, some with markup, in several scripts", () => {
    const notes = stopped({ sampleContacts: 10, sampleRecords: 100 }).sandbox.control.notes();
    expect(notes).toHaveLength(100);
    expect(notes.filter(({ body }) => String(body).startsWith("<")).length).toBeGreaterThan(20);
    expect(notes.some(({ body }) => /\p{Script=Hebrew}/u.test(String(body)))).toBe(true);
  });
});
