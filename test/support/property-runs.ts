/**
 * How many cases a property tries: `full`, or fewer when HIGHWIRE_PROPERTY_RUNS says at most how many. Mutation testing runs each property
 * hundreds of times, so it asks for fewer.
 */
export function propertyRuns(full: number): { readonly numRuns: number } {
  const most = process.env["HIGHWIRE_PROPERTY_RUNS"];
  return { numRuns: most === undefined ? full : Math.min(full, Number(most)) };
}
