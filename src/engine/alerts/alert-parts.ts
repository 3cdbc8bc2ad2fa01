import type { AlertTarget } from "#core/alerts/alert.ts";
import { HighwireError } from "#core/errors.ts";
import type { WorkspaceId } from "#core/ids.ts";
import type { AlertCourier } from "#core/ports/alert-courier.ts";
import type { Store } from "#core/ports/store.ts";
import { objectIn } from "#lib/json.ts";
import type { EnginePorts } from "../engine-ports.ts";
import type { AlertSources } from "./gather-needs.ts";

/** What alerts need beside the engine. */
export interface AlertParts {
  readonly ports: Pick<EnginePorts, "store" | "clock" | "random" | "log">;
  readonly workspaceId: WorkspaceId;
  readonly courier: AlertCourier;
  readonly sources: AlertSources;
  /** Address of our own pages, for links; null when none is set. */
  readonly publicUrl: string | null;
}

/** Name of the secret that holds where a channel leads. */
export const targetName = (channelId: string): string => `alert-channel:${channelId}`;

/** Where a channel leads. Throws `HW_REQUEST_NOT_FOUND` when that is not kept. */
export async function targetOf(store: Store, workspaceId: WorkspaceId, channelId: string): Promise<AlertTarget> {
  const target = objectIn((await store.secret(workspaceId, targetName(channelId))) ?? "");
  if (target["kind"] === undefined) throw new HighwireError("HW_REQUEST_NOT_FOUND", { field: "channel" });
  // Only `saveTarget` writes it.
  return target as unknown as AlertTarget;
}

export const saveTarget = (store: Store, workspaceId: WorkspaceId, channelId: string, target: AlertTarget): Promise<void> =>
  store.saveSecret(workspaceId, targetName(channelId), JSON.stringify(target));
