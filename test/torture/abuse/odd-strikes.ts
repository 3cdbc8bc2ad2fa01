import { notObjects, oddMembers, unreadable } from "../../abuse/support/bad-bodies.ts";
import type { RawRequest } from "../../abuse/support/raw-http.ts";
import { highlevelBody, incidentBody, keyOf, signedForHighlevel, signedForIncident, type Target } from "./target.ts";

/** Ids of events that are odd begin like this, so that they are not taken for honest ones. */
export const ODD = "odd-";

/** What is no JSON of ours at all, to be kept in quarantine. */
const unusable: readonly Buffer[] = [...unreadable, ...notObjects].map(({ bytes }) => bytes);
/** More keys than this in one object hold the loop of any Node server: V8 takes 10 ms to parse 60,000 (measured). A test shows how those are answered. */
const MOST_KEYS = 10_000;
/** `__proto__`, keys twice, U+0000, lone surrogates, huge numbers and the like within an event that is otherwise sound. */
export const traps: readonly string[] = oddMembers.map(({ members }) => members).filter((members) => members.split('":').length <= MOST_KEYS);

const widened = (honest: string, members: string): Buffer => Buffer.from(`{${members},${honest.slice(1)}`);

/** A correctly signed event whose body is odd, of either vendor in turn; all of them come round. */
export function oddButSigned(target: Target, index: number): RawRequest {
  const id = `${ODD}${String(index)}`;
  const bodies = unusable.length + traps.length;
  const which = (index >> 1) % bodies;
  const bytesFor = (honest: () => string): Buffer => unusable[which] ?? widened(honest(), traps[which - unusable.length] ?? "");
  if (index % 2 === 0)
    return signedForHighlevel(
      keyOf(target),
      bytesFor(() => highlevelBody(target.locationId, id, "odd")),
    );
  return signedForIncident(target, id, bytesFor(incidentBody));
}

const wrongTypes = [
  null,
  "",
  "garbage",
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/jsonp",
  "text/html, application/json",
] as const;

/** A correctly signed, sound event that claims to be something other than JSON. */
export function wronglyTyped(target: Target, index: number): RawRequest {
  const id = `${ODD}typed-${String(index)}`;
  const type = wrongTypes[(index >> 1) % wrongTypes.length] ?? null;
  if (index % 2 === 0) return signedForHighlevel(keyOf(target), Buffer.from(highlevelBody(target.locationId, id, "odd")), type);
  return signedForIncident(target, id, Buffer.from(incidentBody()), type);
}
