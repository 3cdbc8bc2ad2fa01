import { permissions, type Permission } from "./permission.ts";

/** What a person may be, from most to least. A responder sees one incident and nothing else. */
export const roles = ["owner", "admin", "builder", "operator", "viewer", "responder"] as const;
export type Role = (typeof roles)[number];

const granted: Readonly<Record<Role, readonly Permission[]>> = {
  owner: permissions,
  admin: ["view", "reveal", "operate", "build", "administer"],
  builder: ["view", "reveal", "operate", "build"],
  operator: ["view", "reveal", "operate"],
  viewer: ["view"],
  responder: [],
};

/** Everything this role may do. */
export const permissionsOf = (role: Role): readonly Permission[] => granted[role];

/** Whether this role may do what needs that permission. */
export const mayDo = (role: Role, permission: Permission): boolean => granted[role].includes(permission);

/** Whether this role stands as high as the other one, or higher: nobody gives away more than they have. */
export const reaches = (role: Role, other: Role): boolean => roles.indexOf(role) <= roles.indexOf(other);

/** The least role that may: whom to ask for, in messages. */
export function leastRoleFor(permission: Permission): Role {
  return roles.findLast((role) => mayDo(role, permission)) ?? "owner";
}
