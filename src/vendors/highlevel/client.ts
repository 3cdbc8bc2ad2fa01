import { z } from "zod";
import { HighwireError } from "#core/errors.ts";
import type { CallOptions } from "#core/ports/contacts-port.ts";
import type { Transport, VendorCall } from "#vendors/transport/transport.ts";
import type { CredentialSource, OAuthCredential } from "./auth.ts";
import { interpretHighLevelFailure } from "./failure.ts";
import { highlevelLimits, readHighLevelLimits } from "./limits.ts";

/** Version header of the contact operations (facts, section 1: the dated version per operation). */
const VERSION = "2021-07-28";

/** Only what we rely on is checked; whatever else an answer holds passes. */
const contact = z.looseObject({
  id: z.string(),
  tags: z.array(z.string()).nullish(),
  customFields: z.array(z.looseObject({ id: z.string() })).nullish(),
  dateUpdated: z.string().nullish(),
});
export type ContactJson = z.infer<typeof contact>;

const single = z.looseObject({ contact });
const page = z.looseObject({ contacts: z.array(contact.extend({ searchAfter: z.array(z.unknown()).nullish() })), total: z.number().nullish() });
const match = z.looseObject({ contact: contact.nullish() });
const location = z.looseObject({
  location: z.looseObject({ id: z.string(), name: z.string().nullish(), country: z.string().nullish(), timezone: z.string().nullish() }),
});
const customFields = z.looseObject({ customFields: z.array(z.looseObject({ id: z.string(), name: z.string(), dataType: z.string().nullish() })) });
const tokenAnswer = z.looseObject({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() });
const anything = z.unknown();

export interface SearchQuery {
  readonly pageLimit: number;
  readonly sort: { readonly field: string; readonly direction: "asc" | "desc" };
  readonly updatedSince: string | null;
  readonly searchAfter: readonly unknown[] | null;
}

/** HighLevel's contact operations over one location. Every method throws `HighwireError` of a `vendor.*` kind. */
export interface HighLevelClient {
  readContact(id: string, call: CallOptions): Promise<ContactJson>;
  searchContacts(query: SearchQuery, call: CallOptions): Promise<z.infer<typeof page>>;
  findDuplicate(by: { readonly email: string } | { readonly number: string }, call: CallOptions): Promise<ContactJson | null>;
  upsertContact(body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<ContactJson>;
  updateContact(id: string, body: Readonly<Record<string, unknown>>, call: CallOptions): Promise<ContactJson>;
  deleteContact(id: string, call: CallOptions): Promise<void>;
  addTags(id: string, tags: readonly string[], call: CallOptions): Promise<void>;
  removeTags(id: string, tags: readonly string[], call: CallOptions): Promise<void>;
  readLocation(call: CallOptions): Promise<z.infer<typeof location>["location"]>;
  listCustomFields(call: CallOptions): Promise<z.infer<typeof customFields>["customFields"]>;
}

export interface HighLevelClientParts {
  readonly transport: Transport;
  readonly baseUrl: string;
  readonly locationId: string;
  readonly credential: CredentialSource;
}

interface Request<Schema extends z.ZodType> {
  readonly operation: string;
  readonly method: VendorCall["method"];
  readonly path: string;
  readonly body?: unknown;
  readonly mutating?: boolean;
  readonly answer: Schema;
}

export function createHighLevelClient(parts: HighLevelClientParts): HighLevelClient {
  const { locationId } = parts;
  const send = <Schema extends z.ZodType>(request: Request<Schema>, call: CallOptions): Promise<z.infer<Schema>> =>
    sendAuthorised(parts, request, call);
  const at = (id: string): string => `/contacts/${encodeURIComponent(id)}`;
  const query = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();
  return {
    readContact: async (id, call) => (await send({ operation: "contacts.read", method: "GET", path: at(id), answer: single }, call)).contact,
    searchContacts: (search, call) =>
      send({ operation: "contacts.search", method: "POST", path: "/contacts/search", body: searchBody(locationId, search), answer: page }, call),
    findDuplicate: async (by, call) =>
      (
        await send(
          { operation: "contacts.duplicate", method: "GET", path: `/contacts/search/duplicate?${query({ locationId, ...by })}`, answer: match },
          call,
        )
      ).contact ?? null,
    upsertContact: async (body, call) =>
      (
        await send(
          { operation: "contacts.upsert", method: "POST", path: "/contacts/upsert", body: { locationId, ...body }, mutating: true, answer: single },
          call,
        )
      ).contact,
    updateContact: async (id, body, call) =>
      (await send({ operation: "contacts.update", method: "PUT", path: at(id), body, mutating: true, answer: single }, call)).contact,
    deleteContact: async (id, call) =>
      void (await send({ operation: "contacts.delete", method: "DELETE", path: at(id), mutating: true, answer: anything }, call)),
    addTags: async (id, tags, call) =>
      void (await send(
        { operation: "contacts.tags.add", method: "POST", path: `${at(id)}/tags`, body: { tags }, mutating: true, answer: anything },
        call,
      )),
    removeTags: async (id, tags, call) =>
      void (await send(
        { operation: "contacts.tags.remove", method: "DELETE", path: `${at(id)}/tags`, body: { tags }, mutating: true, answer: anything },
        call,
      )),
    readLocation: async (call) =>
      (await send({ operation: "locations.read", method: "GET", path: `/locations/${locationId}`, answer: location }, call)).location,
    listCustomFields: async (call) =>
      (await send({ operation: "custom-fields.list", method: "GET", path: `/locations/${locationId}/customFields`, answer: customFields }, call))
        .customFields,
  };
}

function searchBody(locationId: string, search: SearchQuery): Readonly<Record<string, unknown>> {
  return {
    locationId,
    pageLimit: search.pageLimit,
    sort: [search.sort],
    ...(search.updatedSince !== null && { filters: [{ field: "dateUpdated", operator: "range", value: { gte: search.updatedSince } }] }),
    ...(search.searchAfter !== null && { searchAfter: search.searchAfter }),
  };
}

/** Sends with the current token; once, and once only, with a renewed one when the vendor refuses it (X8). */
async function sendAuthorised<Schema extends z.ZodType>(
  parts: HighLevelClientParts,
  request: Request<Schema>,
  call: CallOptions,
): Promise<z.infer<Schema>> {
  const token = await parts.credential.token();
  try {
    return await sendOnce(parts, request, token, call);
  } catch (error) {
    if (!(error instanceof HighwireError) || error.code !== "HW_VENDOR_TOKEN_EXPIRED") throw error;
    const renewed = await parts.credential.renew(token);
    if (renewed === null) throw error;
    return sendOnce(parts, request, renewed, call);
  }
}

async function sendOnce<Schema extends z.ZodType>(
  parts: HighLevelClientParts,
  request: Request<Schema>,
  token: string,
  call: CallOptions,
): Promise<z.infer<Schema>> {
  const { json } = await parts.transport.send({
    vendor: "highlevel",
    operation: request.operation,
    method: request.method,
    url: parts.baseUrl + request.path,
    headers: { authorization: `Bearer ${token}`, version: VERSION },
    mutating: request.mutating ?? false,
    ...(request.body !== undefined && { body: request.body }),
    limitKey: `highlevel:${parts.baseUrl}:${parts.locationId}`,
    limits: highlevelLimits,
    call,
    interpretFailure: interpretHighLevelFailure,
    readLimits: readHighLevelLimits,
  });
  return checked(request, json);
}

function checked<Schema extends z.ZodType>(request: Request<Schema>, json: unknown): z.infer<Schema> {
  const result = request.answer.safeParse(json);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path.join(".") ?? "";
  throw new HighwireError("HW_VENDOR_DRIFT", {
    vendor: "highlevel",
    operation: request.operation,
    detail: `unexpected answer at ${path || "the top"}`,
    mayHaveHappened: request.mutating ?? false,
  });
}

/** Trades a refresh token for a new pair (facts, section 2). */
export async function refreshOAuth(
  transport: Transport,
  baseUrl: string,
  credential: OAuthCredential,
  call: CallOptions,
): Promise<{ accessToken: string; refreshToken: string; expiresInSeconds: number }> {
  const form = new URLSearchParams({
    client_id: credential.clientId,
    client_secret: credential.clientSecret,
    grant_type: "refresh_token",
    refresh_token: credential.refreshToken,
  });
  const { json } = await transport.send({
    vendor: "highlevel",
    operation: "oauth.refresh",
    method: "POST",
    url: `${baseUrl}/oauth/token`,
    headers: { version: VERSION },
    body: form.toString(),
    mutating: true,
    limitKey: null,
    limits: highlevelLimits,
    call,
    interpretFailure: interpretHighLevelFailure,
    readLimits: () => ({}),
  });
  const answer = checked({ operation: "oauth.refresh", method: "POST", path: "/oauth/token", answer: tokenAnswer }, json);
  return { accessToken: answer.access_token, refreshToken: answer.refresh_token, expiresInSeconds: answer.expires_in };
}
