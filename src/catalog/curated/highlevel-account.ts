import { about, type CuratedTable } from "./curated-entry.ts";

const location = about("Locations");
const tag = about("Tags");
const field = about("Custom fields");
const user = about("Users");
const here = { locationId: "<location>" };

/** The account itself: its users, tags and fields. */
export const highlevelAccount: CuratedTable = {
  "highlevel.locations.search-locations": location("Search locations", "Lists the sub-accounts that the token may see.", { query: { limit: "10" } }),
  "highlevel.locations.get-location": location("Get a location", "Shows a sub-account with its address and time zone.", { path: here }),
  "highlevel.locations.get-location-tags": tag("List tags", "Lists all tags of the account.", { path: here }),
  "highlevel.locations.create-tag": tag("Create a tag", "Makes a tag that contacts can carry.", { path: here, body: { name: "incident <new>" } }),
  "highlevel.locations.get-tag-by-id": tag("Get a tag", "Shows one tag.", { path: { ...here, tagId: "<tag>" } }),
  "highlevel.locations.update-tag": tag("Rename a tag", "Gives a tag another name, on all contacts that carry it.", {
    path: { ...here, tagId: "<tag>" },
    body: { name: "outage <new>" },
  }),
  "highlevel.locations.delete-tag": tag("Delete a tag", "Removes a tag from the account and from all contacts.", {
    path: { ...here, tagId: "<tag>" },
  }),
  "highlevel.locations.get-custom-fields": field("List custom fields", "Lists the fields that the account has added.", {
    path: here,
    query: { model: "contact" },
  }),
  "highlevel.locations.get-custom-field": field("Get a custom field", "Shows one added field.", { path: { ...here, id: "<custom-field>" } }),
  "highlevel.locations.create-custom-field": field("Create a custom field", "Adds a field to contacts or opportunities.", {
    path: here,
    body: { name: "Plan <new>", dataType: "TEXT", model: "contact" },
  }),
  "highlevel.locations.update-custom-field": field("Update a custom field", "Renames an added field, or changes how it is asked for.", {
    path: { ...here, id: "<custom-field>" },
    body: { name: "Contract <new>" },
  }),
  "highlevel.locations.delete-custom-field": field("Delete a custom field", "Removes an added field with all of its values.", {
    path: { ...here, id: "<custom-field>" },
  }),
  "highlevel.users.search-users": user("Search users", "Lists who works in the account.", { query: { companyId: "<company>", limit: "10" } }),
  "highlevel.users.filter-users-by-email": user("Find users by e-mail", "Looks for users by their addresses.", {
    body: { companyId: "<company>", emails: "sam@example.com" },
  }),
  "highlevel.users.get-user": user("Get a user", "Shows one user with role and permissions.", { path: { userId: "<user>" } }),
};
