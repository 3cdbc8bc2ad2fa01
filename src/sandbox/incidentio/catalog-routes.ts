import { bulkUpdate } from "./catalog-bulk.ts";
import { createEntry, deleteEntry, showEntry, updateEntry } from "./catalog-entries.ts";
import { listEntries } from "./catalog-list.ts";
import { listResources, updateSchema } from "./catalog-schema.ts";
import { createType, deleteType, listTypes, showType, updateType } from "./catalog-types.ts";
import type { RouteRow } from "./route-call.ts";

export const catalogRoutes: readonly RouteRow[] = [
  ["GET", "/v3/catalog_types", listTypes],
  ["POST", "/v3/catalog_types", createType],
  ["GET", "/v3/catalog_types/{id}", showType],
  ["PUT", "/v3/catalog_types/{id}", updateType],
  ["DELETE", "/v3/catalog_types/{id}", deleteType],
  ["POST", "/v3/catalog_types/{id}/actions/update_schema", updateSchema],
  ["GET", "/v3/catalog_resources", listResources],
  ["POST", "/v3/catalog_entries/actions/bulk_update", bulkUpdate],
  ["GET", "/v3/catalog_entries", listEntries],
  ["POST", "/v3/catalog_entries", createEntry],
  ["GET", "/v3/catalog_entries/{id}", showEntry],
  ["PUT", "/v3/catalog_entries/{id}", updateEntry],
  ["DELETE", "/v3/catalog_entries/{id}", deleteEntry],
];
