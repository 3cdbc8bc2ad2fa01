import { useQuery } from "@tanstack/react-query";
import type { MeView } from "#contract/me.ts";
import type { Permission } from "#core/policy/permission.ts";
import { fetchMe } from "./me-calls.ts";

/** Who uses the page; undefined until the server has told. */
export const useMe = (): MeView | undefined => useQuery({ queryKey: ["me"], queryFn: fetchMe, staleTime: 60_000 }).data;

/** May this person do that? True until the server has told: it refuses by itself, and most people may. */
export function useMay(permission: Permission): boolean {
  const me = useMe();
  return me === undefined || me.permissions.includes(permission);
}
