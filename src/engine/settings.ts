import type { Application } from "./application.ts";
import { bridgeSettings, type Keeping } from "./bridge-settings.ts";
import { createConfigDesk, type ConfigDeskParts } from "./config/config-desk.ts";
import { pauseAll } from "./pause-all.ts";
import { keepFor, retentionOf } from "./retention.ts";
import type { Checkup } from "#core/checkup.ts";
import { lookAtStorage, type StorageParts } from "./storage-look.ts";

export interface SettingsParts extends ConfigDeskParts, StorageParts {
  /** Looks at the machine, the store and the accounts. Default: nothing is looked at. */
  readonly doctor?: () => Promise<readonly Checkup[]>;
}

type Settings =
  | "pauseAll"
  | "setBridgeMode"
  | "setHoldTag"
  | "changeRules"
  | "releaseBrake"
  | "config"
  | "retention"
  | "keepFor"
  | "storage"
  | "doctor";

/** What people set and look at under the settings. */
export function settingsOf(parts: SettingsParts, keeping: Keeping): Pick<Application, Settings> {
  const { ports, workspaceId, doctor } = parts;
  return {
    ...bridgeSettings(ports, workspaceId, keeping),
    pauseAll: (paused, who) => pauseAll(ports, workspaceId, paused, who),
    config: createConfigDesk(parts),
    retention: () => retentionOf(ports.store, workspaceId),
    keepFor: (days, who) => keepFor(ports, workspaceId, days, who),
    storage: () => lookAtStorage(parts),
    doctor: doctor ?? (async () => []),
  };
}
