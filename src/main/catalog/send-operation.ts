import type { PreparedCall } from "#catalog/run-operations.ts";
import { HighwireError } from "#core/errors.ts";
import type { Clock } from "#core/ports/clock.ts";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Connection } from "#core/ports/store.ts";
import { remember } from "#engine/remember.ts";
import { isObject } from "#lib/json.ts";
import { createOpenSend as highlevelSend, type HighLevelClientParts } from "#vendors/highlevel/send.ts";
import { createOpenSend as incidentSend, type IncidentClientParts } from "#vendors/incidentio/send.ts";
import type { VendorAnswer } from "#vendors/transport/transport.ts";

/** Sends one prepared operation for one connection. Throws `HighwireError`. */
export type SendOperation = (connection: Connection, prepared: PreparedCall, call: CallOptions) => Promise<VendorAnswer>;

/** Over what the clients of a connection are made from. */
export function createSendOperation(parts: {
  readonly clock: Clock;
  readonly highlevel: (connection: Connection) => HighLevelClientParts;
  readonly incident: (connection: Connection) => IncidentClientParts;
}): SendOperation {
  // A workflow may send many alerts one after the other: the secret of their source is asked for once in five seconds.
  const secretOf = remember(parts.clock, (_key: string, send: ReturnType<typeof incidentSend>, source: string, call: CallOptions) =>
    secretOfSource(send, source, call),
  );
  return async (connection, prepared, call) => {
    if (connection.vendor === "highlevel") return highlevelSend(parts.highlevel(connection))(prepared, call);
    const { version: _none, ...request } = prepared;
    const send = incidentSend(parts.incident(connection));
    const source = /^\/v2\/alert_events\/http\/([^/?]+)/u.exec(prepared.target)?.[1];
    if (source === undefined) return send(request, call);
    return send({ ...request, instead: { secret: await secretOf(`${connection.id} ${source}`, send, source, call), limitKey: source } }, call);
  };
}

/** An alert's source lets its events in by a secret of its own, which the source itself tells to whoever may read it. */
async function secretOfSource(send: ReturnType<typeof incidentSend>, source: string, call: CallOptions): Promise<string> {
  const { json } = await send({ operation: "alert-sources.show", method: "GET", target: `/v2/alert_sources/${source}`, mutating: false }, call);
  const shown = isObject(json) ? json["alert_source"] : null;
  const secret = isObject(shown) ? shown["secret_token"] : null;
  if (typeof secret === "string") return secret;
  throw new HighwireError("HW_VENDOR_SCOPE_MISSING", {
    vendor: "incident",
    operation: "alert-sources.show",
    detail: "the key may not see this source's secret",
  });
}
