import { HighwireError } from "#core/errors.ts";
import type { LinkId, WorkspaceId } from "#core/ids.ts";
import type { JournalEntry, LinkRow } from "#core/ports/store.ts";
import { completeTask } from "./complete-task.ts";
import { recordsOf, timelineOf, type HangingRecord, type TimelineQuery } from "./contact-timeline.ts";
import { affectedContacts, incidentsNow, type IncidentsNow } from "./contact-incidents.ts";
import { erasePerson, type Erasure } from "./erase-person.ts";
import { answerQuestion, type Answer } from "./explain/answer-question.ts";
import { exportPerson, type PersonExport } from "./export-person.ts";
import { pauseLink, resumeLink } from "./pause-link.ts";
import { personEntry } from "./person-entry.ts";
import { markOf } from "./redrive.ts";
import { syncNow, syncSoon, type SyncParts } from "./sync-now.ts";

/** What people can ask for about contacts. */
export interface ContactOperations {
  /** Reconciles one contact now, with a person's priority. Throws `HW_REQUEST_NOT_FOUND`, and `HW_REQUEST_CONFLICT` while its bridge does not run. */
  syncContact(query: string): Promise<LinkRow>;
  /** Has contacts looked at soon, with a person's priority. Returns how many were not waiting already. Throws `HW_REQUEST_NOT_FOUND` when none of them is known. */
  syncContacts(linkIds: readonly LinkId[], who: string): Promise<number>;
  /** Leaves a contact alone until it is resumed. Throws `HW_REQUEST_NOT_FOUND`, `HW_REQUEST_CONFLICT`. */
  pauseContact(id: LinkId, who: string): Promise<LinkRow>;
  /** Lets a paused contact take part again, and looks at it now. Throws as pausing does. */
  resumeContact(id: LinkId, who: string): Promise<LinkRow>;
  /** The contact and all that hangs on it in other bridges, the contact first. Throws `HW_REQUEST_NOT_FOUND`. */
  recordsOf(id: LinkId): Promise<readonly HangingRecord[]>;
  /** What happened to a contact and to all that hangs on it, newest first. Throws `HW_REQUEST_NOT_FOUND`. */
  timelineOf(id: LinkId, query: TimelineQuery): ReturnType<typeof timelineOf>;
  /** Completes a task on both sides. Throws `HW_REQUEST_NOT_FOUND`, `HW_REQUEST_CONFLICT`. */
  completeTask(id: LinkId, who: string): Promise<LinkRow>;
  /** Notes that somebody has looked at personal values of these contacts. */
  noteReveal(linkIds: readonly LinkId[], who: string): Promise<void>;
  /** Answers "why isn't … synced?" about a contact, by e-mail, phone, id, web address or name, in plain words. Throws `HW_REQUEST_INVALID`. */
  answer(question: string): Promise<Answer>;
  /** The incidents that go on now, by HighLevel id of the contacts that they affect. */
  incidentsNow(contactIds: readonly string[]): Promise<IncidentsNow>;
  /** HighLevel ids of all contacts that are on an incident now. At most 2,000. */
  affectedContacts(): Promise<readonly string[]>;
  /** Removes every value of a person that is kept here and leaves them alone from now on (P4); with `rehearse` only tells what there is. */
  erase(query: string, who: string, options?: { readonly rehearse?: boolean }): Promise<Erasure>;
  /** Everything that is kept here of a person; that somebody looked is noted. Throws `HW_REQUEST_NOT_FOUND`. */
  exportPerson(query: string, who: string): Promise<PersonExport>;
}

interface Parts extends SyncParts {
  readonly workspaceId: WorkspaceId;
}

/** The operations on contacts; `one` finds whom a question means. */
export function contactOperations(parts: Parts, one: (query: string) => Promise<LinkRow>): ContactOperations {
  const { ports, workspaceId, owner } = parts;
  const { store, clock } = ports;
  const linkBy = async (id: LinkId): Promise<LinkRow> => {
    const link = await store.link(workspaceId, id);
    if (link === null) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "id" });
    return link;
  };
  const note = (linkIds: readonly (LinkId | null)[], who: string, detail: JournalEntry["detail"]): Promise<void> =>
    store.appendJournal(
      workspaceId,
      linkIds.map((linkId) => personEntry("asked", who, detail, { linkId })),
      clock.now(),
    );
  return {
    syncContact: async (query) => syncNow(parts, await one(query)),
    erase: async (query, who, { rehearse = false } = {}) => erasePerson(ports, await one(query), who, rehearse),
    exportPerson: async (query, who) => exportPerson(ports, workspaceId, await one(query), who),
    async syncContacts(linkIds, who) {
      const links = (await Promise.all(linkIds.map((id) => store.link(workspaceId, id)))).filter((link) => link !== null);
      if (links.length === 0) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "ids" });
      const marks = links.map((link) => markOf(link, "person"));
      const marked = await store.markDirty(marks, clock.now());
      await note([null], who, { verb: "resync", count: links.length });
      return marked;
    },
    async pauseContact(id, who) {
      await pauseLink({ store, clock, owner }, await linkBy(id), who);
      return linkBy(id);
    },
    async resumeContact(id, who) {
      await resumeLink({ store, clock, owner }, await linkBy(id), who);
      return syncSoon(parts, await linkBy(id));
    },
    recordsOf: async (id) => recordsOf(store, await linkBy(id)),
    timelineOf: async (id, query) => timelineOf(store, await linkBy(id), query),
    async completeTask(id, who) {
      await completeTask({ store, clock, owner }, await linkBy(id), who);
      return syncSoon(parts, await linkBy(id));
    },
    noteReveal: (linkIds, who) => note(linkIds, who, { verb: "reveal" }),
    answer: (question) => answerQuestion(ports, workspaceId, question),
    incidentsNow: (contactIds) => incidentsNow(store, workspaceId, contactIds),
    affectedContacts: () => affectedContacts(store, workspaceId),
  };
}
