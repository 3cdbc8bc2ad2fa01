import { inMode, type Bridge } from "#core/bridge.ts";
import type { BridgeId, WorkspaceId } from "#core/ids.ts";
import type { JournalEntry } from "#core/ports/store.ts";
import type { Application } from "./application.ts";
import { holding, withRules } from "./change-rules.ts";
import type { EnginePorts } from "./engine-ports.ts";
import { resetBrake } from "./reconcile/delete-brake.ts";
import { redrive, takeInHistory, writeWhatShadowTold } from "./redrive.ts";

/** How a bridge is changed, and how that is noted. */
export interface Keeping {
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  readonly bridgeOf: (id: BridgeId) => Promise<Bridge>;
  /** Throws `HW_REQUEST_NOT_FOUND`. */
  readonly changeStored: (id: BridgeId, change: (bridge: Bridge) => Bridge) => Promise<Bridge>;
  readonly noteConfig: (bridgeId: BridgeId, who: string, detail: JournalEntry["detail"]) => Promise<void>;
}

/** What people set of a bridge. */
export function bridgeSettings(
  ports: EnginePorts,
  workspaceId: WorkspaceId,
  { bridgeOf, changeStored, noteConfig }: Keeping,
): Pick<Application, "setBridgeMode" | "setHoldTag" | "changeRules" | "releaseBrake"> {
  return {
    async setBridgeMode(bridgeId, mode, who) {
      const bridge = await changeStored(bridgeId, (current) => inMode(current, mode));
      await noteConfig(bridgeId, who, { mode });
      await writeWhatShadowTold(ports, bridge);
      return bridge;
    },
    async setHoldTag(bridgeId, tag, who) {
      const bridge = await changeStored(bridgeId, (current) => holding(current, tag));
      await noteConfig(bridgeId, who, { holdTag: bridge.cases?.holdTag ?? null });
      return bridge;
    },
    async changeRules(bridgeId, change, who) {
      const before = await bridgeOf(bridgeId);
      const bridge = await changeStored(bridgeId, (current) => withRules(current, change, ports.clock.now()));
      await noteConfig(bridgeId, who, { rules: Object.keys(change) });
      await takeInHistory(ports, before, bridge);
      return bridge;
    },
    async releaseBrake(bridgeId, who) {
      await resetBrake(ports, await bridgeOf(bridgeId));
      const bridge = await changeStored(bridgeId, (current) => ({ ...current, brake: null }));
      await noteConfig(bridgeId, who, { brake: "released" });
      await redrive(ports, workspaceId, { bridgeId }, "HW_BRAKE");
      return bridge;
    },
  };
}
