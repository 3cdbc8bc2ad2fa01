import { z } from "zod";
import type { CallOptions } from "#core/ports/records-port.ts";
import type { Send } from "../send.ts";

const location = z.looseObject({
  location: z.looseObject({ id: z.string(), name: z.string().nullish(), country: z.string().nullish(), timezone: z.string().nullish() }),
});
const customFields = z.looseObject({ customFields: z.array(z.looseObject({ id: z.string(), name: z.string(), dataType: z.string().nullish() })) });

/** The location itself and its definitions. */
export interface LocationsResource {
  read(call: CallOptions): Promise<z.infer<typeof location>["location"]>;
  customFields(call: CallOptions): Promise<z.infer<typeof customFields>["customFields"]>;
}

export function locationsResource(send: Send, locationId: string): LocationsResource {
  const path = { locationId };
  return {
    read: async (call) => (await send("locations.read", { path, answer: location }, call)).location,
    customFields: async (call) => (await send("custom-fields.list", { path, answer: customFields }, call)).customFields,
  };
}
