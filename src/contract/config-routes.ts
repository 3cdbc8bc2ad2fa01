import type { ApiRoute } from "./api-route.ts";
import { configApplied, configApplyRequest, configComparison, configFileRequest, configView } from "./config.ts";

/** The configuration as one file. */
export const configRoutes: readonly ApiRoute[] = [
  {
    method: "get",
    path: "/api/v1/config",
    needs: "build",
    summary: "Accounts, flows, mappings and rules as a YAML file, and how it differs from the file that was applied last.",
    answer: configView,
  },
  {
    method: "get",
    path: "/api/v1/config/file.yaml",
    needs: "build",
    summary: "The same file alone, to keep.",
    answer: "application/yaml",
  },
  {
    method: "post",
    path: "/api/v1/config/compare",
    needs: "build",
    summary: "What a file would change; changes nothing.",
    body: configFileRequest,
    answer: configComparison,
  },
  {
    method: "post",
    path: "/api/v1/config/apply",
    needs: "administer",
    summary: "Applies exactly the changes that a comparison showed.",
    body: configApplyRequest,
    answer: configApplied,
  },
];
