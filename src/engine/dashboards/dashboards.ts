import type { Instant } from "#core/ids.ts";
import type { DatedRecord } from "#core/ports/dashboard-rows.ts";
import type { LinkRow } from "#core/ports/store.ts";
import type { RecipeId } from "#core/recipes.ts";
import type { TimedName } from "./charts.ts";
import type { Range } from "./ranges.ts";

/** Whose figures: of one HighLevel location, of one flow, or of all. */
export interface DashboardScope {
  /** A HighLevel connection. */
  readonly location?: string;
  readonly flow?: RecipeId;
}

export type ChartName = TimedName | "quota" | "incidents" | "errors";

export interface ChartColumn {
  readonly key: string;
  /** What people call it, for columns of something that has a name; null where the key says it. */
  readonly name: string | null;
}

/** What a chart shows. Points are of a time, or have a name: a severity, an error code. */
export interface ChartData {
  readonly asOf: Instant;
  readonly from: Instant;
  readonly until: Instant;
  /** Length of one point's time in milliseconds; null when points have names. */
  readonly stepMs: number | null;
  readonly columns: readonly ChartColumn[];
  readonly points: readonly { readonly at: Instant | null; readonly name: string | null; readonly values: readonly (number | null)[] }[];
  /** What the sentence about the chart tells. */
  readonly figures: Readonly<Record<string, number>>;
}

export interface DashboardTiles {
  readonly asOf: Instant;
  /** Nothing has been written yet, so there is nothing to show. */
  readonly isEmpty: boolean;
  /** Entries of the journal are still to be counted: figures are too low. */
  readonly isCounting: boolean;
  readonly contacts: number;
  readonly inSync: number;
  readonly openTasks: number;
  readonly overdueTasks: number;
  readonly notes: number;
  readonly appointments: number;
  readonly needsYou: number;
  readonly locations: readonly { readonly id: string; readonly name: string }[];
  readonly flows: readonly RecipeId[];
}

/** A record of a list, with its link as it is now. */
export interface ListedRecord extends Pick<DatedRecord, "at" | "label"> {
  readonly link: LinkRow;
  /** The link of the contact that it is about; null while there is none. */
  readonly contact: LinkRow | null;
}

/** Figures about everything, read from counts that are kept as the journal grows. */
export interface Dashboards {
  /**
   * Counts what was not counted yet, up to some thousand entries, and looks at what can only be looked at. Cheap when nothing happened. False when
   * entries are left over.
   */
  refresh(): Promise<boolean>;
  tiles(scope: DashboardScope): Promise<DashboardTiles>;
  /** As it is drawn, or all that is known of the range. */
  chart(name: ChartName, range: Range, scope: DashboardScope, detail: "drawn" | "full"): Promise<ChartData>;
  overdueTasks(scope: DashboardScope): Promise<readonly ListedRecord[]>;
  /** Of the next seven days. */
  nextAppointments(scope: DashboardScope): Promise<readonly ListedRecord[]>;
  /** The newest first. */
  latestNotes(scope: DashboardScope): Promise<readonly ListedRecord[]>;
}
