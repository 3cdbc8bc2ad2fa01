import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import { highlevelFlow } from "#vendors/generated/highlevel-flow.ts";
import { checkedAnswer } from "#vendors/transport/checked-answer.ts";
import type { Transport } from "#vendors/transport/transport.ts";
import type { OAuthCredential } from "./auth.ts";
import { interpretHighLevelFailure } from "./failure.ts";
import { highlevelLimits } from "./limits.ts";
import { appointmentNotesResource, type AppointmentNotesResource } from "./resources/appointment-notes.ts";
import { appointmentsResource, type AppointmentsResource } from "./resources/appointments.ts";
import { businessesResource, type BusinessesResource } from "./resources/businesses.ts";
import { calendarsResource, type CalendarsResource } from "./resources/calendars.ts";
import { contactsResource, type ContactsResource } from "./resources/contacts.ts";
import { enrolmentsResource, type EnrolmentsResource } from "./resources/enrolments.ts";
import { locationsResource, type LocationsResource } from "./resources/locations.ts";
import { notesResource, type NotesResource } from "./resources/notes.ts";
import { opportunitiesResource, type OpportunitiesResource } from "./resources/opportunities.ts";
import { tasksResource, type TasksResource } from "./resources/tasks.ts";
import { usersResource, type UsersResource } from "./resources/users.ts";
import { createSend, type HighLevelClientParts } from "./send.ts";

/** HighLevel's operations over one location, by resource. Every method throws `HighwireError` of a `vendor.*` kind. */
export interface HighLevelClient {
  readonly contacts: ContactsResource;
  readonly locations: LocationsResource;
  readonly tasks: TasksResource;
  readonly notes: NotesResource;
  readonly appointments: AppointmentsResource;
  readonly appointmentNotes: AppointmentNotesResource;
  readonly businesses: BusinessesResource;
  readonly calendars: CalendarsResource;
  readonly opportunities: OpportunitiesResource;
  readonly enrolments: EnrolmentsResource;
  readonly users: UsersResource;
}

export function createHighLevelClient(parts: HighLevelClientParts): HighLevelClient {
  const send = createSend(parts);
  const { locationId } = parts;
  return {
    contacts: contactsResource(send, locationId),
    locations: locationsResource(send, locationId),
    tasks: tasksResource(send, locationId),
    notes: notesResource(send),
    appointments: appointmentsResource(send, locationId),
    appointmentNotes: appointmentNotesResource(send),
    businesses: businessesResource(send, locationId),
    calendars: calendarsResource(send, locationId),
    opportunities: opportunitiesResource(send, locationId),
    enrolments: enrolmentsResource(send, locationId),
    users: usersResource(send, locationId),
  };
}

/** The documents name no version for this operation; the service takes every published one. */
const TOKEN_VERSION = "2021-07-28";
const tokenAnswer = z.looseObject({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });

/** Trades a refresh token for a new pair (facts, section 2). */
export async function refreshOAuth(
  transport: Transport,
  baseUrl: string,
  credential: OAuthCredential,
  call: CallOptions,
): Promise<{ accessToken: string; refreshToken: string; expiresInSeconds: number }> {
  const { method, path } = highlevelFlow["POST /oauth/token"];
  const operation = "oauth.refresh";
  const form = new URLSearchParams({
    client_id: credential.clientId,
    client_secret: credential.clientSecret,
    grant_type: "refresh_token",
    refresh_token: credential.refreshToken,
  });
  const { json } = await transport.send({
    vendor: "highlevel",
    operation,
    method,
    url: baseUrl + path,
    headers: { version: TOKEN_VERSION },
    body: form.toString(),
    mutating: true,
    limitKey: null,
    limits: highlevelLimits,
    call,
    interpretFailure: interpretHighLevelFailure,
    readLimits: () => ({}),
  });
  const answer = checkedAnswer(tokenAnswer, json, { vendor: "highlevel", operation, mutating: true });
  return { accessToken: answer.access_token, refreshToken: answer.refresh_token, expiresInSeconds: answer.expires_in };
}
