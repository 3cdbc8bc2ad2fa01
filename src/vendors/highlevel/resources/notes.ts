import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const note = z.looseObject({
  id: z.string(),
  body: z.string().nullish(),
  title: z.string().nullish(),
  userId: z.string().nullish(),
  dateAdded: z.string().nullish(),
  contactId: z.string().nullish(),
  pinned: z.boolean().nullish(),
});
export type NoteJson = z.infer<typeof note>;

const single = z.looseObject({ note });
const list = z.looseObject({ notes: z.array(note) });

export interface NoteWrite {
  readonly body?: string;
  readonly title?: string;
  /** `#RRGGBB`. */
  readonly color?: string;
  readonly pinned?: boolean;
  /** Id of the user who is to be its author. */
  readonly userId?: string;
}
export type NoteDraft = NoteWrite & Required<Pick<NoteWrite, "body">>;

/** Notes of contacts. A create is not idempotent: the vendor keeps two equal ones. */
export interface NotesResource {
  /** All notes of a contact. */
  list(contactId: string, call: CallOptions): Promise<readonly NoteJson[]>;
  read(contactId: string, id: string, call: CallOptions): Promise<NoteJson>;
  create(contactId: string, draft: NoteDraft, call: CallOptions): Promise<NoteJson>;
  update(contactId: string, id: string, changes: NoteWrite, call: CallOptions): Promise<NoteJson>;
  remove(contactId: string, id: string, call: CallOptions): Promise<void>;
}

export function notesResource(send: Send): NotesResource {
  const of = (contactId: string, id: string): { readonly path: { readonly contactId: string; readonly id: string } } => ({ path: { contactId, id } });
  return {
    list: async (contactId, call) => (await send("notes.list", { path: { contactId }, answer: list }, call)).notes,
    read: async (contactId, id, call) => (await send("notes.read", { ...of(contactId, id), answer: single }, call)).note,
    create: async (contactId, body, call) => (await send("notes.create", { path: { contactId }, body, answer: single }, call)).note,
    update: async (contactId, id, body, call) => (await send("notes.update", { ...of(contactId, id), body, answer: single }, call)).note,
    remove: async (contactId, id, call) => void (await send("notes.delete", { ...of(contactId, id), answer: z.unknown() }, call)),
  };
}
