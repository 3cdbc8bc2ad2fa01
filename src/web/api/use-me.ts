import { useQuery } from "@tanstack/react-query";
import type { MeView } from "#contract/me.ts";
import type { Permission } from "#core/policy/permission.ts";
import type { Role } from "#core/policy/role.ts";
import { fetchMe } from "./me-calls.ts";

/** How it is asked who uses the page. */
export const meQuery = { queryKey: ["me"], queryFn: fetchMe, staleTime: 60_000 } as const;

/** Who uses the page; undefined until the server has told. */
export const useMe = (): MeView | undefined => useQuery(meQuery).data;

/** The role of whoever uses the page; where nobody has to sign in, that is the owner. */
export const useOwnRole = (): Role => useMe()?.person?.role ?? "owner";

/** Tells what this person may do. Everything until the server has told: it refuses by itself, and most people may. */
export function usePermitted(): (permission: Permission) => boolean {
  const me = useMe();
  return (permission) => me === undefined || me.permissions.includes(permission);
}

export const useMay = (permission: Permission): boolean => usePermitted()(permission);
