import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";
import { appRequest, appView, chooseRequest, installsAnswer, installView, signInAnswer, signInRequest } from "./sign-ins.ts";

/** Signing in at HighLevel by OAuth 2.0. */
export const signInRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/setup/highlevel/app",
    needs: "view",
    summary: "The marketplace app by which people sign in at HighLevel, and the redirect address it needs.",
    answer: appView,
  },
  {
    method: "post",
    path: "/api/v1/setup/highlevel/app",
    needs: "administer",
    summary: "Sets up the marketplace app.",
    body: appRequest,
    answer: appView,
  },
  {
    method: "post",
    path: "/api/v1/setup/highlevel/sign-in",
    needs: "administer",
    summary: "Begins a sign-in: gives the address to go to, and a cookie without which it cannot be finished.",
    body: signInRequest,
    answer: signInAnswer,
  },
  {
    method: "get",
    path: "/api/v1/setup/highlevel/installs",
    needs: "administer",
    summary: "What came back from HighLevel's page in the last hour, newest first.",
    answer: installsAnswer,
  },
  {
    method: "get",
    path: "/api/v1/setup/highlevel/installs/{id}",
    needs: "administer",
    summary: "One of them: what was asked, granted and refused, and what it waits for.",
    answer: installView,
  },
  {
    method: "post",
    path: "/api/v1/setup/highlevel/installs/{id}/claim",
    needs: "administer",
    summary: "Says that an installation which began at HighLevel is meant for here.",
    answer: installView,
  },
  {
    method: "post",
    path: "/api/v1/setup/highlevel/installs/{id}/choose",
    needs: "administer",
    summary: "Connects chosen locations of an agency.",
    body: chooseRequest,
    answer: installView,
  },
  {
    method: "post",
    path: "/api/v1/setup/highlevel/installs/{id}/forget",
    needs: "administer",
    summary: "Forgets an installation without connecting it.",
    answer: z.object({ forgotten: z.literal(true) }),
  },
];
