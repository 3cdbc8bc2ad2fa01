import { useQuery } from "@tanstack/react-query";
import { errorList, type ErrorView } from "#contract/problem.ts";
import { request } from "./request.ts";

/** Every error with its cause, who must act and what to do. */
export const fetchErrors = async (): Promise<readonly ErrorView[]> => errorList.parse(await request("/errors")).errors;

/** The same for as long as the page is open; undefined until the server has told. */
export const useErrors = (): readonly ErrorView[] | undefined =>
  useQuery({ queryKey: ["errors"], queryFn: fetchErrors, staleTime: Infinity, meta: { topics: [] } }).data;
