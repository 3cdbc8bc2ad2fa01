import { about, type CuratedTable } from "./curated-entry.ts";

const contact = about("Contacts");
const tag = about("Tags");
const business = about("Businesses");
const follower = about("Followers");
const workflow = about("Workflows");
const campaign = about("Campaigns");
const one = { path: { contactId: "<contact>" } };

/** Contacts, and what people put contacts into. */
export const highlevelContacts: CuratedTable = {
  "highlevel.contacts.get-contact": contact("Get a contact", "Shows one contact with all of its fields, tags and followers.", one),
  "highlevel.contacts.search-contacts-advanced": contact("Search contacts", "Finds contacts by any of their fields, page by page.", {
    body: { locationId: "<location>", page: 1, pageLimit: 20, filters: [{ field: "tags", operator: "contains", value: "vip" }] },
  }),
  "highlevel.contacts.get-duplicate-contact": contact(
    "Find a contact by e-mail or phone",
    "Looks for the contact that has this e-mail address or this number.",
    {
      query: { email: "ada@example.com" },
    },
  ),
  "highlevel.contacts.create-contact": contact("Create a contact", "Makes a new contact; one with the same e-mail or phone may be refused.", {
    body: { firstName: "Ada", lastName: "Lovelace", email: "ada.<new>@example.com", companyName: "Analytical Engines", tags: ["vip"] },
  }),
  "highlevel.contacts.upsert-contact": contact(
    "Create or update a contact",
    "Updates the contact with this e-mail or phone, or makes it when there is none.",
    {
      body: { firstName: "Grace", lastName: "Hopper", email: "grace.<new>@example.com" },
    },
  ),
  "highlevel.contacts.update-contact": contact("Update a contact", "Changes the fields that you name; tags given here replace all that there were.", {
    ...one,
    body: { city: "London", website: "https://engines.example" },
  }),
  "highlevel.contacts.delete-contact": contact("Delete a contact", "Removes a contact with its tasks and notes. This cannot be taken back.", one),
  "highlevel.contacts.get-contacts-by-business-id": business("List contacts of a business", "Lists everybody who belongs to one business.", {
    path: { businessId: "<business>" },
    query: { limit: "20" },
  }),
  "highlevel.contacts.add-remove-contact-from-business": business(
    "Put contacts into a business",
    "Makes contacts members of a business, or of none.",
    {
      body: { ids: ["<contact>"], businessId: "<business>" },
    },
  ),
  "highlevel.contacts.add-tags": tag("Add tags to a contact", "Adds tags and leaves those that the contact has.", {
    ...one,
    body: { tags: ["vip", "incident"] },
  }),
  "highlevel.contacts.remove-tags": tag("Remove tags from a contact", "Takes these tags away and leaves all others.", {
    ...one,
    body: { tags: ["vip"] },
  }),
  "highlevel.contacts.create-association": tag("Change tags of many contacts", "Adds tags to many contacts at once, or takes them away.", {
    path: { type: "add" },
    body: { contacts: ["<contact>"], tags: ["incident"] },
  }),
  "highlevel.contacts.add-followers-contact": follower("Add followers to a contact", "Lets users follow what happens to a contact.", {
    ...one,
    body: { followers: ["<user>"] },
  }),
  "highlevel.contacts.remove-followers-contact": follower("Remove followers from a contact", "Lets users no longer follow a contact.", {
    ...one,
    body: { followers: ["<user>"] },
  }),
  "highlevel.workflows.get-workflow": workflow("List workflows", "Lists the workflows of the account, so that contacts can be put into one."),
  "highlevel.contacts.add-contact-to-workflow": workflow("Add a contact to a workflow", "Starts a HighLevel workflow for one contact.", {
    path: { contactId: "<contact>", workflowId: "<workflow>" },
    body: {},
  }),
  "highlevel.contacts.delete-contact-from-workflow": workflow("Take a contact out of a workflow", "Stops a HighLevel workflow for one contact.", {
    path: { contactId: "<contact>", workflowId: "<workflow>" },
    body: {},
  }),
  "highlevel.campaigns.get-campaigns": campaign("List campaigns", "Lists the campaigns of the account."),
  "highlevel.contacts.add-contact-to-campaign": campaign("Add a contact to a campaign", "Puts one contact into a campaign.", {
    path: { contactId: "<contact>", campaignId: "<campaign>" },
    body: {},
  }),
  "highlevel.contacts.remove-contact-from-campaign": campaign("Take a contact out of a campaign", "Takes one contact out of one campaign.", {
    path: { contactId: "<contact>", campaignId: "<campaign>" },
  }),
  "highlevel.contacts.remove-contact-from-every-campaign": campaign(
    "Take a contact out of all campaigns",
    "Takes one contact out of every campaign.",
    one,
  ),
  "highlevel.businesses.get-businesses-by-location": business("List businesses", "Lists the businesses of the account.", { query: { limit: "20" } }),
  "highlevel.businesses.get-business": business("Get a business", "Shows one business with its address.", { path: { businessId: "<business>" } }),
  "highlevel.businesses.create-business": business("Create a business", "Makes a business to which contacts can belong.", {
    body: { name: "Analytical Engines <new>", city: "London", country: "United Kingdom" },
  }),
  "highlevel.businesses.update-business": business("Update a business", "Changes the fields that you name.", {
    path: { businessId: "<business>" },
    body: { website: "https://engines.example" },
  }),
  "highlevel.businesses.delete-business": business("Delete a business", "Removes a business; its contacts stay.", {
    path: { businessId: "<business>" },
  }),
};
