import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const note = z.looseObject({ id: z.string(), body: z.string().nullish(), userId: z.string().nullish(), dateAdded: z.string().nullish() });
export type AppointmentNoteJson = z.infer<typeof note>;
const single = z.looseObject({ note });
const page = z.looseObject({ notes: z.array(note), hasMore: z.boolean().nullish() });

export interface AppointmentNoteWrite {
  /** 5,000 characters at most. */
  readonly body: string;
  readonly userId?: string;
}

/** Notes of appointments: not those of contacts, and without events (facts, section 13). */
export interface AppointmentNotesResource {
  /** Newest first, 20 at most. */
  list(appointmentId: string, place: { readonly limit: number; readonly offset: number }, call: CallOptions): Promise<z.infer<typeof page>>;
  create(appointmentId: string, draft: AppointmentNoteWrite, call: CallOptions): Promise<AppointmentNoteJson>;
  update(appointmentId: string, id: string, changes: AppointmentNoteWrite, call: CallOptions): Promise<AppointmentNoteJson>;
  remove(appointmentId: string, id: string, call: CallOptions): Promise<void>;
}

export function appointmentNotesResource(send: Send): AppointmentNotesResource {
  const of = (appointmentId: string, noteId: string): { readonly path: { readonly appointmentId: string; readonly noteId: string } } => ({
    path: { appointmentId, noteId },
  });
  return {
    list: (appointmentId, { limit, offset }, call) =>
      send("appointment-notes.list", { path: { appointmentId }, query: { limit: String(limit), offset: String(offset) }, answer: page }, call),
    create: async (appointmentId, body, call) =>
      (await send("appointment-notes.create", { path: { appointmentId }, body, answer: single }, call)).note,
    update: async (appointmentId, id, body, call) =>
      (await send("appointment-notes.update", { ...of(appointmentId, id), body, answer: single }, call)).note,
    remove: async (appointmentId, id, call) => void (await send("appointment-notes.delete", { ...of(appointmentId, id), answer: z.unknown() }, call)),
  };
}
