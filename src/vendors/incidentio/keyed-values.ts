/** One value of a custom field or an alert attribute, by the field's or the attribute's id. */
export interface KeyedValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** What is read of each value, by key and in order; keys of which nothing is read are left out. */
export function collected<Read>(
  values: readonly KeyedValue[],
  read: (value: KeyedValue["value"]) => Read | null,
): Readonly<Record<string, readonly Read[]>> {
  const found = new Map<string, Read[]>();
  for (const { key, value } of values) {
    const one = read(value);
    if (one !== null) found.set(key, [...(found.get(key) ?? []), one]);
  }
  return Object.fromEntries(found);
}
