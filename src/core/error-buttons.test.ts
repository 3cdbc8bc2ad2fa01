import { expect, it } from "vitest";
import { buttonOf, errorButtons } from "./error-buttons.ts";
import { registry, type ErrorCode } from "./error-registry.ts";

const codes = Object.keys(registry) as ErrorCode[];

it("gives every error a button or says that none is needed, and has no button that no error uses", () => {
  expect(Object.keys(buttonOf).toSorted()).toEqual([...codes].toSorted());
  const used = new Set(Object.values(buttonOf).filter((button) => button !== null));
  expect([...used].toSorted()).toEqual([...errorButtons].toSorted());
});

it("leaves an error that a person must mend without a button only where the command line or the page itself says how", () => {
  const without = codes.filter((code) => registry[code].who !== "nobody" && buttonOf[code] === null);
  expect(without.toSorted()).toEqual([
    "HW_ALERT_REFUSED",
    "HW_BACKUP_DAMAGED",
    "HW_BACKUP_KEY",
    "HW_BACKUP_NEWER",
    "HW_FILE_UNUSABLE",
    "HW_REQUEST_INVALID",
    "HW_REQUEST_NOT_FOUND",
    "HW_REQUEST_TOO_OFTEN",
    "HW_RESTORE_NOT_EMPTY",
    "HW_SIGN_IN_REFUSED",
    "HW_USAGE",
  ]);
});

it("names a page before a command, except where nothing but a command can help", () => {
  const place = /Settings, [A-Z]|\bHome\b|\bFlows\b|\bRuns\b|\bBuild\b/u;
  const bare = codes.filter((code) => {
    const { fix } = registry[code];
    const at = fix.indexOf("`highwire ");
    return at !== -1 && !place.test(fix.slice(0, at));
  });
  // No page is served without a server and its database; backups are opened where the server does not run.
  expect(bare.toSorted()).toEqual(["HW_BACKUP_DAMAGED", "HW_BACKUP_KEY", "HW_SERVER_AWAY", "HW_STORAGE_UNAVAILABLE"]);
});
