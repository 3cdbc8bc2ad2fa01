import { useQuery } from "@tanstack/react-query";
import { errorList, type ErrorView } from "#contract/problem.ts";
import { request } from "./request.ts";

const fetchErrors = async (): Promise<readonly ErrorView[]> => errorList.parse(await request("/errors")).errors;

/** Every error with its cause, who must act and what to do; undefined until the server has told. */
export const useErrors = (): readonly ErrorView[] | undefined =>
  useQuery({ queryKey: ["errors"], queryFn: fetchErrors, staleTime: Infinity, meta: { topics: [] } }).data;
