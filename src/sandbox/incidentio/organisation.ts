import type { Stamps } from "./stamps.ts";

export type StatusCategory = "triage" | "declined" | "merged" | "canceled" | "live" | "learning" | "closed" | "paused";
export type FieldType = "single_select" | "multi_select" | "text" | "link" | "numeric";

interface Dated {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
  /** Of what was changed. */
  readonly updatedAt?: string;
}

export interface Severity extends Dated {
  /** The lower, the less severe. */
  readonly rank: number;
}

export interface Status extends Dated {
  readonly category: StatusCategory;
  readonly rank: number;
}

export interface IncidentType extends Dated {
  readonly isDefault: boolean;
  readonly privateOnly: boolean;
}

export interface Role extends Dated {
  readonly roleType: "lead" | "reporter" | "custom";
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly isActive: boolean;
}

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly entryId: string;
  readonly memberIds: readonly string[];
}

export interface CustomField extends Dated {
  readonly fieldType: FieldType;
  readonly catalogTypeId: string | null;
  readonly groupByAttributeId: string | null;
  readonly helptextAttributeId: string | null;
  /** As written. */
  readonly filterBy?: Readonly<Record<string, unknown>>;
  readonly fixedFilter?: Readonly<Record<string, unknown>>;
  readonly options: readonly { readonly id: string; readonly value: string; readonly sortKey: number }[];
}

/** A priority or category of follow-ups. No operation lists them: callers learn them from follow-ups that have one. */
export interface FollowUpOption {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly rank: number;
}

/** What an organisation has configured, as plain data. */
export interface Organisation {
  followUpPriorities: readonly FollowUpOption[];
  followUpCategories: readonly FollowUpOption[];
  severities: readonly Severity[];
  statuses: readonly Status[];
  incidentTypes: readonly IncidentType[];
  roles: readonly Role[];
  users: readonly User[];
  teams: readonly Team[];
  customFields: readonly CustomField[];
}

const people = [
  ["Avery Quill", "avery"],
  ["Bo Lindqvist", "bo"],
  ["Chidi Marlow", "chidi"],
  ["Dana Reyes", "dana"],
  ["Ezra Former", "ezra"],
] as const;
const statuses = [
  ["Triage", "triage"],
  ["Investigating", "live"],
  ["Fixing", "live"],
  ["Monitoring", "live"],
  ["Documenting", "learning"],
  ["Closed", "closed"],
  ["Declined", "declined"],
] as const;
const laterStatuses = [
  ["Merged", "merged"],
  ["Canceled", "canceled"],
  ["Paused", "paused"],
] as const;

/** An invented organisation without teams: three severities, ten statuses, two incident types, five users of whom one has left. */
export function sampleOrganisation(stamps: Stamps, furniture: Stamps): Organisation {
  const dated = (name: string, description = ""): Dated => ({ id: stamps.id(), name, description, createdAt: stamps.now() });
  const options = ["Email", "Phone", "Chat"].map((value, index) => ({ id: stamps.id(), value, sortKey: (index + 1) * 1_000 }));
  const plainField = { catalogTypeId: null, groupByAttributeId: null, helptextAttributeId: null };
  const ranked = (name: string, rank: number): FollowUpOption => ({ id: furniture.id(), name, description: "", rank });
  return {
    followUpPriorities: ["Low", "High"].map(ranked),
    followUpCategories: ["Prevention", "Customer care"].map(ranked),
    severities: ["Minor", "Major", "Critical"].map((name, rank) => ({ ...dated(name), rank: rank + 1 })),
    statuses: [
      ...statuses.map(([name, category], rank) => ({ ...dated(name), category, rank: rank + 1 })),
      ...laterStatuses.map(([name, category], rank) => {
        const at = { id: furniture.id(), name, description: "", createdAt: furniture.now() };
        return { ...at, category, rank: statuses.length + rank + 1 };
      }),
    ],
    incidentTypes: [
      { ...dated("Default"), isDefault: true, privateOnly: false },
      { ...dated("Security"), isDefault: false, privateOnly: true },
    ],
    roles: [
      { ...dated("Incident Lead", "Leads the response"), roleType: "lead" },
      { ...dated("Reporter", "Reported it"), roleType: "reporter" },
    ],
    users: people.map(([name, mailbox]) => ({ id: stamps.id(), name, email: `${mailbox}@example.com`, isActive: mailbox !== "ezra" })),
    teams: [],
    customFields: [
      { ...dated("Reported through"), ...plainField, fieldType: "single_select", options },
      { ...dated("Customer e-mail"), ...plainField, fieldType: "text", options: [] },
    ],
  };
}
