import { statusView, type StatusView } from "#contract/status.ts";
import { post, request } from "./request.ts";

const fetchStatus = async (): Promise<StatusView> => statusView.parse(await request("/status"));
/** Stops all reading and writing at the vendors, or lets what this stopped go on. */
export const pauseWrites = (paused: boolean): Promise<unknown> => post("/pause", { paused });
/** How it is asked how everything stands. */
export const statusQuery = { queryKey: ["status"], queryFn: fetchStatus } as const;
