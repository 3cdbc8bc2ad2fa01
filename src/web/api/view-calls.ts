import { viewList, type NewView, type SavedView, type ViewPage } from "#contract/saved-views.ts";
import { post, request } from "./request.ts";

export const fetchViews = async (page: ViewPage): Promise<readonly SavedView[]> => viewList.parse(await request(`/views?page=${page}`)).views;
export const saveView = (view: NewView): Promise<unknown> => post("/views", view);
export const removeView = (id: string): Promise<unknown> => post(`/views/${encodeURIComponent(id)}/remove`);
