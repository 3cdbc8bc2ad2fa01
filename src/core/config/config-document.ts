import type { Bridge, CaseRules, Entity } from "../bridge.ts";
import type { HistoryChoice } from "../history.ts";
import type { Direction, FieldMap } from "../mapping/field-map.ts";
import type { Transform } from "../mapping/transform.ts";
import type { RetentionDays } from "../policy/retention.ts";

/** An account as the file names it; its credential is no part of the file. */
export interface ConfigConnection {
  /** By which the file's bridges name it. The same here, or that of the installation that the file was made in. */
  readonly id: string;
  readonly vendor: "highlevel" | "incident";
  readonly name: string;
  /** HighLevel's location id; null for incident.io, whose keys name no account. */
  readonly account: string | null;
}

/** One row of a mapping, without what belongs to the field itself and nobody sets. */
export interface ConfigField extends Pick<FieldMap, "field" | "label" | "kind" | "direction" | "personal"> {
  /** Where it lives at each vendor. */
  readonly highlevel: string;
  readonly incident: string;
  readonly wins: FieldMap["policy"];
  /** Which way it flows when a record is made of the other. */
  readonly creates: Direction;
  readonly transforms: readonly Transform[];
}

/** Rules of a bridge that has to do with incidents; every one is said. */
export interface ConfigIncidents extends Pick<CaseRules, "tellsPrivate" | "tellsDrills" | "holdTag"> {
  readonly takesNew: boolean;
  readonly mostNewContacts: number;
  readonly emailField: string | null;
  readonly alertAttribute: string | null;
  readonly linkField: string | null;
  /** E-mail at incident.io by HighLevel user. */
  readonly assignees: Readonly<Record<string, string>>;
}

export interface ConfigBridge extends Pick<Bridge, "name" | "mode" | "firstLink" | "onDelete"> {
  readonly kind: Entity;
  /** Ids of connections of the same file. */
  readonly highlevel: string;
  readonly incident: string;
  readonly country: string;
  readonly match: Bridge["matchKeys"];
  readonly history: HistoryChoice;
  readonly fields: readonly ConfigField[];
  /** Null for a bridge that has nothing to do with incidents. */
  readonly incidents: ConfigIncidents | null;
}

/** How a workspace's accounts and flows are configured, and nothing secret. */
export interface ConfigDocument {
  readonly format: 1;
  readonly connections: readonly ConfigConnection[];
  readonly bridges: readonly ConfigBridge[];
  /** How many days rows are kept once they are over. */
  readonly retention: RetentionDays;
}

/** A place in a document, as its keys and numbers from the top. */
export type ConfigPath = readonly (string | number)[];

/** What stands in the way of using a file, and where in it. */
export interface ConfigProblem {
  readonly path: ConfigPath;
  readonly says: string;
}
