import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const time = z.union([z.string(), z.number()]);
const appointment = z.looseObject({
  id: z.string(),
  calendarId: z.string().nullish(),
  contactId: z.string().nullish(),
  title: z.string().nullish(),
  appointmentStatus: z.string().nullish(),
  address: z.string().nullish(),
  startTime: time.nullish(),
  endTime: time.nullish(),
  dateUpdated: time.nullish(),
  deleted: z.boolean().nullish(),
});
export type AppointmentJson = z.infer<typeof appointment>;

const list = z.looseObject({ events: z.array(appointment) });
/** Live answers say `appointment`, the documents `event` (facts, section 6). */
const single = z.union([
  z.looseObject({ appointment }).transform((found) => found.appointment),
  z.looseObject({ event: appointment }).transform((found) => found.event),
]);

export interface AppointmentWrite {
  readonly calendarId?: string;
  readonly title?: string;
  /** ISO 8601 with an offset. */
  readonly startTime?: string;
  readonly endTime?: string;
  readonly appointmentStatus?: "new" | "confirmed" | "cancelled" | "showed" | "noshow" | "invalid";
  readonly address?: string;
  readonly description?: string;
  readonly assignedUserId?: string;
  /** False keeps the vendor's automations silent. */
  readonly toNotify?: boolean;
  readonly ignoreFreeSlotValidation?: boolean;
  readonly ignoreDateRange?: boolean;
}
export type AppointmentDraft = AppointmentWrite & Required<Pick<AppointmentWrite, "calendarId" | "startTime">> & { readonly contactId: string };

/** Everything that begins in a window of time, of one calendar, user or group. */
export interface AppointmentWindow {
  readonly of: { readonly calendarId: string } | { readonly userId: string } | { readonly groupId: string };
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** Appointments. Answers to writes tell no times, so whoever needs them reads back (facts, section 13). */
export interface AppointmentsResource {
  /** All appointments of a contact. Their times name no zone: they are the location's, as far as anybody knows. */
  ofContact(contactId: string, call: CallOptions): Promise<readonly AppointmentJson[]>;
  list(window: AppointmentWindow, call: CallOptions): Promise<readonly AppointmentJson[]>;
  /** Times with an offset. A deleted one is found, and says so. */
  read(id: string, call: CallOptions): Promise<AppointmentJson>;
  create(draft: AppointmentDraft, call: CallOptions): Promise<AppointmentJson>;
  update(id: string, changes: AppointmentWrite, call: CallOptions): Promise<AppointmentJson>;
  remove(id: string, call: CallOptions): Promise<void>;
}

export function appointmentsResource(send: Send, locationId: string): AppointmentsResource {
  const at = (eventId: string): { readonly path: { readonly eventId: string } } => ({ path: { eventId } });
  return {
    ofContact: async (contactId, call) => (await send("appointments.of-contact", { path: { contactId }, answer: list }, call)).events,
    list: async ({ of, fromMs, toMs }, call) => {
      const query = { locationId, ...of, startTime: String(fromMs), endTime: String(toMs) };
      return (await send("appointments.list", { path: {}, query, answer: list }, call)).events;
    },
    read: (id, call) => send("appointments.read", { ...at(id), answer: single }, call),
    create: (draft, call) => send("appointments.create", { path: {}, body: { locationId, ...draft }, answer: appointment }, call),
    update: (id, body, call) => send("appointments.update", { ...at(id), body, answer: appointment }, call),
    remove: async (id, call) => void (await send("appointments.delete", { ...at(id), body: {}, answer: z.unknown() }, call)),
  };
}
