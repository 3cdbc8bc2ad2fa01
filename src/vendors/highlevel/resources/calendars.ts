import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const calendar = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  isActive: z.boolean().nullish(),
  groupId: z.string().nullish(),
});
export type CalendarJson = z.infer<typeof calendar>;
const single = z.looseObject({ calendar });
const list = z.looseObject({ calendars: z.array(calendar) });

/** Calendars of the location: where the names of appointments' calendars come from. */
export interface CalendarsResource {
  list(call: CallOptions): Promise<readonly CalendarJson[]>;
  read(id: string, call: CallOptions): Promise<CalendarJson>;
}

export function calendarsResource(send: Send, locationId: string): CalendarsResource {
  return {
    list: async (call) => (await send("calendars.list", { path: {}, query: { locationId }, answer: list }, call)).calendars,
    read: async (id, call) => (await send("calendars.read", { path: { calendarId: id }, answer: single }, call)).calendar,
  };
}
