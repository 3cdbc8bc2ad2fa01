/**
 * What a route or a button asks for. `view`: look at everything but masked values. `reveal`: see personal values unmasked. `operate`: retry,
 * sync, resolve, ignore. `build`: change flows, mappings and rules, plan, apply, undo. `administer`: connections, people below the owner, data
 * and privacy, audit. `own`: other owners, and what ends the workspace.
 */
export const permissions = ["view", "reveal", "operate", "build", "administer", "own"] as const;
export type Permission = (typeof permissions)[number];
