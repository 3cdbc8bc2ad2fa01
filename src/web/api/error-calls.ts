import { errorList, type ErrorView } from "#contract/problem.ts";
import { request } from "./request.ts";

/** Every error with its cause, who must act and what to do. */
export const fetchErrors = async (): Promise<readonly ErrorView[]> => errorList.parse(await request("/errors")).errors;
