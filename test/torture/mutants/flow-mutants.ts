import { testsOf, type Mutant } from "./mutant.ts";

const strangers = testsOf("test/engine/new-contacts.test.ts");
const byAlert = testsOf("test/engine/case-alerts.test.ts");
const boards = testsOf("test/engine/boards.test.ts");
const tasks = testsOf("test/engine/case-tasks.test.ts");
const timelines = testsOf("test/engine/timelines.test.ts");
const timelineNotes = testsOf("test/engine/timeline-notes.test.ts");
const alertNotes = testsOf("test/engine/alert-notes.test.ts");
const canary = testsOf("test/engine/canary.test.ts");

const newContacts = "src/flows/new-contacts.ts";
const madeContacts = "src/flows/made-contacts.ts";
const canaryFile = "src/engine/reconcile/canary.ts";
const alertSource = "src/flows/alert-note-source.ts";
const alertWriter = "src/flows/alert-notes.ts";

/** What hangs on incidents and alerts, and the careful first run. */
export const flowMutants: readonly Mutant[] = [
  {
    name: "incident-makes-any-number",
    rule: "D5",
    file: newContacts,
    find: `new Set(unknown.slice(0, Math.max(0, most - made.size)))`,
    replace: `new Set(unknown.slice(0, most))`,
    killedBy: [strangers("D5 an incident makes 25 contacts and no more, and says why the others stay alone, until a person allows more")],
  },
  {
    name: "private-incident-makes-contacts",
    rule: "P1",
    file: "src/main/new-contact-sides.ts",
    find: `incidents: createIncidents(incident, neverOf),`,
    replace: `incidents: createIncidents(incident, cases ?? neverOf),`,
    killedBy: [strangers("P1 private incidents, tests and tutorials make nobody, even where the bridge may tell of them, and ask nothing")],
  },
  {
    name: "held-link-is-made-again",
    rule: "I4",
    file: "src/flows/board-places.ts",
    find: `    lateMs: HELD_MS,\n`,
    replace: ``,
    killedBy: [boards("I4 a link is not made again while the vendor may yet make the one that a worker asked for that has lost it")],
  },
  {
    name: "lost-contact-is-made-again",
    rule: "I4",
    file: madeContacts,
    find: `      if (found === null) return [];`,
    replace: `      if (found === null || found.id !== "") return [];`,
    killedBy: [strangers("I4 makes one contact when it cannot be told whether it was made: timeout-after")],
  },
  {
    name: "nobody-hears-of-who-was-made",
    rule: "S1",
    file: madeContacts,
    find: `caseEntities.filter((entity) => entity !== "new-contact")`,
    replace: `caseEntities.filter((entity) => entity === "new-contact")`,
    killedBy: [strangers("S1 an address that no contact has makes one, in one upsert, and the contact is told of as any other: tag, task and note")],
  },
  {
    name: "alerts-name-nobody",
    rule: "S1",
    file: "src/flows/contacts-by-alert.ts",
    find: `found.flatMap((alert) => (alert === null ? [] : [contacts.of(alert, call)]))`,
    replace: `found.flatMap((alert) => (alert !== null ? [] : [contacts.of(alert as never, call)]))`,
    killedBy: [byAlert("S1 an alert of an incident names an affected contact by an attribute, and the end of the incident ends its case")],
  },
  {
    name: "attached-alerts-are-never-asked-again",
    rule: "W1",
    file: "src/flows/contacts-by-alert.ts",
    find: `const ATTACHED_MS = 60_000;`,
    replace: `const ATTACHED_MS = 60_000_000;`,
    killedBy: [byAlert("W1 a sweep finds an alert that was attached later, of which no event told; one who is named twice has one task")],
  },
  {
    name: "link-of-a-person-is-written-over",
    rule: "M3",
    file: "src/flows/link-field.ts",
    find: `(incident.texts[this.#fieldId] ?? []).length > 0 && this.addressIn(incident) === null`,
    replace: `(incident.texts[this.#fieldId] ?? []).length > 9 && this.addressIn(incident) === null`,
    killedBy: [boards("M3 leaves a link that a person has put into the field, before us or instead of ours")],
  },
  {
    name: "link-field-is-never-found-again",
    rule: "I3",
    file: "src/flows/link-field.ts",
    find: `(incident.texts[this.#fieldId] ?? []).find(isPageAddress) ?? null`,
    replace: `(incident.texts[this.#fieldId] ?? []).find((url) => isPageAddress(\`\${url}?\`)) ?? null`,
    killedBy: [boards("I3 knows its own address in the field again after everything here was lost, and takes it along when its pages have moved")],
  },
  {
    name: "edited-note-loses-its-marker",
    rule: "S1",
    file: "src/flows/marked-notes.ts",
    find: `textToHtml(withMarker(textOrNull(after["body"]), kind, record.counterpartId ?? ""))`,
    replace: `textToHtml(textOrNull(after["body"]) ?? "")`,
    killedBy: [timelineNotes("S1 an event of the incident brings it at once, and an edit follows")],
  },
  {
    name: "edit-of-a-note-is-sent-with-its-old-title",
    rule: "S1",
    file: "src/flows/marked-notes.ts",
    find: `{ title: String(after["title"]), body }, call), contactId), "the marker just written");\n    },\n    async remove`,
    replace: `{ title: String(record.fields["title"]), body }, call), contactId), "the marker just written");\n    },\n    async remove`,
    killedBy: [timelineNotes("S1 an event of the incident brings it at once, and an edit follows")],
  },
  {
    name: "what-keys-wrote-becomes-notes",
    rule: "E4",
    file: "src/vendors/incidentio/canonical-timeline-item.ts",
    find: `authorId !== null && creatorKeyId === null && textIn(item["activity_log_id"]) === null`,
    replace: `authorId !== null || creatorKeyId !== null`,
    killedBy: [timelineNotes("E4 tells nothing that a key has written or that comes from the activity log")],
  },
  {
    name: "dropped-contact-keeps-its-task",
    rule: "S1",
    file: "src/flows/cases.ts",
    find: `return named ?? { incident, contactId, contactName: null, isNamed: false, isOngoing: false };`,
    replace: `return named ?? { incident, contactId, contactName: null, isNamed: false, isOngoing: goesOn(incident.fields.statusCategory) };`,
    killedBy: [tasks("S1 W1 completes the task of a contact that the incident no longer names, told by an event")],
  },
  {
    name: "old-notes-come-along",
    rule: "S1",
    file: "src/flows/timeline-values.ts",
    find: `if (addedAt === null || !(Date.parse(addedAt) >= openedMs(found))) return null;`,
    replace: `if (addedAt === null) return null;`,
    killedBy: [timelines("S1 an incident brings in what was added since it was opened, and leaves earlier notes in HighLevel")],
  },
  {
    name: "removed-item-keeps-its-words",
    rule: "D1",
    file: "src/flows/timeline-items.ts",
    find: `...((changed.has("description") || isRemoved) && { description }),`,
    replace: `...(changed.has("at") && { description }),`,
    killedBy: [timelines("D1 a deleted note leaves nothing of what it said, once")],
  },
  {
    name: "alert-gets-notes-from-before-it",
    rule: "S1",
    file: alertSource,
    find: `if (!isSince || isMarked(fields.body)) return null;`,
    replace: `if (isMarked(fields.body)) return null;`,
    killedBy: [alertNotes("S1 a note on a contact that an alert names is told on the alert, in one write, and nothing in it is a link or a mention")],
  },
  {
    name: "alert-gets-our-own-notes",
    rule: "E4",
    file: alertSource,
    find: `if (!isSince || isMarked(fields.body)) return null;`,
    replace: `if (!isSince) return null;`,
    killedBy: [alertNotes("E4 a note that Highwire itself has made is never told")],
  },
  {
    name: "resolved-alerts-gain-notes",
    rule: "S1",
    file: "src/flows/alert-cases.ts",
    find: `this.#client.alerts.list({ status: "firing", pageSize: ALERTS_PAGE, after }, call)`,
    replace: `this.#client.alerts.list({ pageSize: ALERTS_PAGE, after }, call)`,
    killedBy: [alertNotes("S1 a resolved alert gains nothing more, and what stands there follows its note")],
  },
  {
    name: "alert-note-is-not-looked-for",
    rule: "I4",
    file: alertWriter,
    find: `return notes.filter((note) => note.record.counterpartId === recordId);`,
    replace: `return notes.filter((note) => note.record.counterpartId === \`\${recordId} \`);`,
    killedBy: [
      alertNotes("I4 makes no second note when it cannot be told whether the first was made: timeout-after"),
      alertNotes("I3 finds its notes again after everything here was lost, and makes no second one"),
    ],
  },
  {
    name: "edited-alert-note-loses-its-marker",
    rule: "M1",
    file: alertWriter,
    find: `const content = withItemMarker(textOrNull(after["content"]), itemMarker(mapping, record.counterpartId ?? ""));`,
    replace: `const content = textOrNull(after["content"]) ?? "";`,
    killedBy: [alertNotes("M1 an edited note is edited on the alert, in one write")],
  },
  {
    name: "alert-tells-markup-of-customers",
    rule: "S1",
    file: "src/flows/timeline-values.ts",
    find: `  return text === "" ? null : escapeMarkdown(text);`,
    replace: `  return text === "" ? null : text;`,
    killedBy: [
      alertNotes("S1 a note on a contact that an alert names is told on the alert, in one write, and nothing in it is a link or a mention"),
      timelines("S1 a note on an affected contact is told on the incident's timeline, in one write, and nothing in it is a link or a mention"),
    ],
  },
  {
    name: "hidden-alert-loses-its-notes",
    rule: "D1",
    file: alertSource,
    find: `return found === null ? asItStands(parts, id, call) : recordOf(`,
    replace: `return found === null ? null : recordOf(`,
    killedBy: [alertNotes("D1 an alert that cannot be seen for a while takes no note away")],
  },
  {
    name: "deleted-note-stays-on-the-alert",
    rule: "D1",
    file: "src/main/default-mapping.ts",
    find: `  onDelete: "delete",\n  deletesReach: "incident",`,
    replace: `  onDelete: "unlink",\n  deletesReach: "incident",`,
    killedBy: [alertNotes("D1 a deleted note is deleted on the alert, once, also when the alert is resolved by then")],
  },
  {
    name: "careful-run-has-no-end",
    rule: "D6",
    file: canaryFile,
    find: `const isSpent = canary.taken >= canary.budget;`,
    replace: `const isSpent = canary.taken > canary.budget;`,
    killedBy: [canary("D6 a careful first run writes ten records, then pauses, and says so")],
  },
  {
    name: "careful-run-deletes",
    rule: "D6",
    file: canaryFile,
    find: `if (plan.operations.some(({ kind }) => kind === "delete")) {`,
    replace: `if (plan.operations.length > 99) {`,
    killedBy: [canary("D6 a careful run deletes nothing and stops instead")],
  },
  {
    name: "surprise-is-overlooked",
    rule: "D6",
    file: canaryFile,
    find: `  if (outcome === "needs-person") return endCanary(context, run, "surprise");\n`,
    replace: ``,
    killedBy: [canary("D6 a careful run stops at the first record that needs a person")],
  },
  {
    name: "failed-write-eats-the-budget",
    rule: "D6",
    file: canaryFile,
    find: `taken: Math.max(0, canary.taken - 1)`,
    replace: `taken: canary.taken`,
    killedBy: [canary("D6 a write that the vendor could not take now is tried again and costs the budget one record")],
  },
];
