import { meView, type MeView } from "#contract/me.ts";
import { request } from "./request.ts";

export const fetchMe = async (): Promise<MeView> => meView.parse(await request("/me"));
