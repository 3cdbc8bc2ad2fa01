import { describe, expect, it } from "vitest";
import { askedFor, idIn } from "./vendor-address.ts";

describe("what people paste into the search", () => {
  it.each([
    ["https://app.gohighlevel.com/v2/location/ve9EPM428h8vShlRW1KT/contacts/detail/ocQHyuzHvysMo5N5VsXc", "ocQHyuzHvysMo5N5VsXc"],
    ["https://app.gohighlevel.com/v2/location/ve9EPM428h8vShlRW1KT/contacts/detail/ocQHyuzHvysMo5N5VsXc?tab=notes", "ocQHyuzHvysMo5N5VsXc"],
    ["https://app.incident.io/acme/catalog/01HZZZZZZZZZZZZZZZZZZZZZZZ", "01HZZZZZZZZZZZZZZZZZZZZZZZ"],
    ["https://app.incident.io/acme/incidents/123", "123"],
    ["https://bridge.example/r/c/ocQHyuzHvysMo5N5VsXc", "ocQHyuzHvysMo5N5VsXc"],
    [" ocQHyuzHvysMo5N5VsXc ", "ocQHyuzHvysMo5N5VsXc"],
    ["ada@example.com", "ada@example.com"],
  ])("finds the id in %s", (pasted, id) => {
    expect(idIn(pasted)).toBe(id);
  });

  it("says so when an address names nothing that it knows", () => {
    expect(idIn("https://example.com/something/else")).toBeNull();
  });

  it("hears whom a question is about, and takes other words as they are", () => {
    expect(askedFor("why isn't ada@example.com synced?")).toBe("ada@example.com");
    expect(askedFor("Where is grace@example.com")).toBe("grace@example.com");
    expect(askedFor("whyte")).toBe("whyte");
  });
});
