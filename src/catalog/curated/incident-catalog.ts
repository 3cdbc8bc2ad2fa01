import { about, type CuratedTable } from "./curated-entry.ts";

const type = about("Catalog types");
const entry = about("Catalog entries");
const field = about("Custom fields");
const option = about("Custom field options");

/** incident.io's catalog, and the fields that incidents carry. */
export const incidentCatalog: CuratedTable = {
  "incident.catalog-v3.list-types": type("List catalog types", "Lists the kinds of things that the catalog keeps."),
  "incident.catalog-v3.show-type": type("Get a catalog type", "Shows one type with its attributes.", { path: { id: "<catalog-type>" } }),
  "incident.catalog-v3.create-type": type("Create a catalog type", "Adds a kind of thing to the catalog.", {
    body: { name: "Customers <new>", description: "Who pays us", icon: "database", color: "blue" },
  }),
  "incident.catalog-v3.update-type": type("Update a catalog type", "Changes name, text or look of a type.", {
    path: { id: "<catalog-type>" },
    body: { name: "Paying customers <new>", description: "Who pays us" },
  }),
  "incident.catalog-v3.update-type-schema": type("Change the attributes of a type", "Sets which attributes the entries of a type have.", {
    path: { id: "<catalog-type>" },
    body: { version: 1, attributes: [{ name: "Plan", type: "String", array: false }] },
  }),
  "incident.catalog-v3.destroy-type": type("Delete a catalog type", "Removes a type with all of its entries.", { path: { id: "<catalog-type>" } }),
  "incident.catalog-v3.list-resources": type("List attribute kinds", "Lists what the attributes of a type can be."),
  "incident.catalog-v3.list-entries": entry("List catalog entries", "Lists the entries of one type.", {
    query: { catalog_type_id: "<catalog-type>", page_size: 25 },
  }),
  "incident.catalog-v3.show-entry": entry("Get a catalog entry", "Shows one entry with its attributes.", { path: { id: "<entry>" } }),
  "incident.catalog-v3.create-entry": entry("Create a catalog entry", "Adds an entry to a type.", {
    body: { catalog_type_id: "<catalog-type>", name: "Analytical Engines", external_id: "<new>", attribute_values: {} },
  }),
  "incident.catalog-v3.update-entry": entry("Update a catalog entry", "Changes name and attributes of an entry.", {
    path: { id: "<entry>" },
    body: { name: "Difference Engines", attribute_values: {} },
  }),
  "incident.catalog-v3.bulk-update-entries": entry("Update many catalog entries", "Changes up to 250 entries of one type in one call.", {
    body: { catalog_type_id: "<catalog-type>", entries: [{ entry_id: "<entry>", name: "Analytical Engines Ltd", attribute_values: {} }] },
  }),
  "incident.catalog-v3.destroy-entry": entry("Delete a catalog entry", "Removes an entry.", { path: { id: "<entry>" } }),
  "incident.custom-fields-v2.list": field("List custom fields", "Lists the fields that incidents carry."),
  "incident.custom-fields-v2.show": field("Get a custom field", "Shows one field of incidents.", { path: { id: "<incident-field>" } }),
  "incident.custom-fields-v2.create": field("Create a custom field", "Adds a field to incidents.", {
    body: { name: "Region <new>", description: "Where it hurts", field_type: "single_select" },
  }),
  "incident.custom-fields-v2.update": field("Update a custom field", "Changes name and text of a field.", {
    path: { id: "<incident-field>" },
    body: { name: "Area <new>", description: "Where it hurts most" },
  }),
  "incident.custom-fields-v2.delete": field("Delete a custom field", "Removes a field with all of its values.", { path: { id: "<incident-field>" } }),
  "incident.custom-field-options-v1.list": option("List options of a field", "Lists what can be chosen in a field.", {
    query: { custom_field_id: "<incident-field>" },
  }),
  "incident.custom-field-options-v1.show": option("Get an option", "Shows one option of a field.", { path: { id: "<field-option>" } }),
  "incident.custom-field-options-v1.create": option("Add an option", "Adds something to choose to a field.", {
    body: { custom_field_id: "<incident-field>", value: "Europe <new>", sort_key: 10 },
  }),
  "incident.custom-field-options-v1.update": option("Update an option", "Renames an option, or moves it.", {
    path: { id: "<field-option>" },
    body: { value: "Asia <new>", sort_key: 20 },
  }),
  "incident.custom-field-options-v1.delete": option("Delete an option", "Removes an option of a field.", { path: { id: "<field-option>" } }),
};
