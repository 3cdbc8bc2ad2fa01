import type { Bridge } from "#core/bridge.ts";
import { HighwireError } from "#core/errors.ts";
import type { Session } from "#main/session.ts";
import { textFlag, usage, type Given } from "./command-context.ts";

/** The bridge that `--bridge` names by id or name, or the only one. Throws `HW_NOT_CONNECTED`, `HW_REQUEST_NOT_FOUND`, `HW_USAGE`. */
export async function chooseBridge(session: Session, given: Given): Promise<Bridge> {
  const bridges = await session.ports.store.bridges(session.workspaceId);
  const wanted = textFlag(given, "bridge");
  if (wanted !== undefined) {
    const found = bridges.find((bridge) => bridge.id === wanted || bridge.name === wanted);
    if (found === undefined)
      throw new HighwireError("HW_REQUEST_NOT_FOUND", {
        detail: `no bridge is called ${JSON.stringify(wanted)}; \`highwire bridges list\` shows them`,
      });
    return found;
  }
  const [only, ...others] = bridges;
  if (only === undefined) throw new HighwireError("HW_NOT_CONNECTED", { detail: "there is no bridge yet; make one with `highwire bridges create`" });
  if (others.length > 0) throw usage(`there are ${String(bridges.length)} bridges; name one with --bridge <id>`);
  return only;
}
