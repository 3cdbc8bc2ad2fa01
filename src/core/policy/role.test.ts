import { expect, it } from "vitest";
import { permissions } from "./permission.ts";
import { leastRoleFor, mayDo, permissionsOf, roles } from "./role.ts";

it("gives each role at most what the one before it has, the owner everything and the responder nothing", () => {
  expect(roles.map((role) => permissionsOf(role).length)).toEqual([6, 5, 4, 3, 1, 0]);
  for (const [index, role] of roles.entries()) {
    const above = roles[index - 1];
    if (above !== undefined) for (const permission of permissions) expect(mayDo(above, permission) || !mayDo(role, permission)).toBe(true);
  }
});

it("names the least role that may do something", () => {
  expect(permissions.map(leastRoleFor)).toEqual(["viewer", "operator", "operator", "builder", "admin", "owner"]);
});
