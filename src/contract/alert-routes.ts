import * as alerts from "./alerts.ts";
import type { ApiRoute } from "./api-route.ts";

const post = (path: string, summary: string, answer: ApiRoute["answer"], body?: ApiRoute["body"]): ApiRoute => ({
  method: "post",
  path: `/api/v1/alerts${path}`,
  needs: "administer",
  summary,
  answer,
  ...(body !== undefined && { body }),
});

/** What people are told of outside the pages, and through which channels. */
export const alertRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/alerts/channels",
    needs: "administer",
    summary: "Where alerts go, and after how long waiting becomes one; never addresses or secrets.",
    answer: alerts.channelsView,
  },
  {
    method: "get",
    path: "/api/v1/alerts/history",
    needs: "administer",
    summary: "Alerts and who was told of them, newest first.",
    answer: alerts.alertHistory,
  },
  post("/channels", "Adds a channel; the secret of a webhook is told once.", alerts.freshChannel, alerts.newChannel),
  post("/channels/{id}", "Changes a channel's name, what it tells of, and its quiet hours.", alerts.channelView, alerts.channelSettings),
  post("/channels/{id}/state", "Pauses a channel, or lets it go on; what is still true then is told.", alerts.channelView, alerts.channelState),
  post("/channels/{id}/test", "Sends a test now, and tells what the receiver answered.", alerts.channelTest),
  post("/channels/{id}/remove", "Removes a channel; what waits for it is dropped.", alerts.channelsView),
  post("/rules", "Changes after how long waiting becomes an alert.", alerts.channelsView, alerts.alertRules),
];
