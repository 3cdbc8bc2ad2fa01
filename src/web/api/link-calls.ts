import { shareLinkList, type ShareLinkView } from "#contract/share-links.ts";
import { post, request } from "./request.ts";

export const fetchShareLinks = async (): Promise<readonly ShareLinkView[]> => shareLinkList.parse(await request("/share-links")).links;
export const endShareLink = (id: string): Promise<unknown> => post(`/share-links/${encodeURIComponent(id)}/revoke`);
