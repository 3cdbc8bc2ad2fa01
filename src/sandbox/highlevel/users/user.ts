/** Somebody who works in HighLevel: owner of contacts, assignee of tasks and appointments. */
export interface StoredUser {
  readonly id: string;
  readonly companyId: string;
  readonly locationIds: readonly string[];
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  readonly role: "admin" | "user";
  readonly type: "account" | "agency";
  deleted: boolean;
}

/** What a user may do; everybody in the sandbox may do everything. */
const permissions = {
  contactsEnabled: true,
  workflowsEnabled: true,
  opportunitiesEnabled: true,
  appointmentsEnabled: true,
  conversationsEnabled: true,
  assignedDataOnly: false,
  settingsEnabled: true,
  tagsEnabled: true,
};

/** Shape of lists: permissions are left out (facts, section 6). */
export function userRow({ id, firstName, lastName, email, phone, role, type, locationIds, deleted }: StoredUser): Readonly<Record<string, unknown>> {
  return {
    id,
    name: `${firstName} ${lastName}`.trim(),
    firstName,
    lastName,
    email,
    phone,
    extension: "",
    roles: { type, role, locationIds, restrictSubAccount: false },
    deleted,
  };
}

/** Shape of a read by id. */
export function userShape(user: StoredUser): Readonly<Record<string, unknown>> {
  const { deleted: _leftOut, ...row } = userRow(user);
  return { ...row, permissions };
}
