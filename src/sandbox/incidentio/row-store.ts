/** Rows of one kind as plain data. */
export interface RowsSnapshot<Row> {
  readonly rows: readonly Row[];
  readonly idempotencyKeys: readonly (readonly [key: string, id: string])[];
}

/** Rows of one kind by id, and by the idempotency key of their creation where the vendor takes one. */
export class RowStore<Row extends { readonly id: string }> {
  readonly #byId = new Map<string, Row>();
  readonly #byKey = new Map<string, string>();

  /** In order of creation. */
  all(): readonly Row[] {
    return [...this.#byId.values()];
  }

  get(id: string): Row | undefined {
    return this.#byId.get(id);
  }

  add(row: Row, idempotencyKey: string | null = null): Row {
    this.#byId.set(row.id, row);
    if (idempotencyKey !== null) this.#byKey.set(idempotencyKey, row.id);
    return row;
  }

  remove(id: string): boolean {
    return this.#byId.delete(id);
  }

  createdUnder(idempotencyKey: string): Row | undefined {
    return this.#byId.get(this.#byKey.get(idempotencyKey) ?? "");
  }

  snapshot(): RowsSnapshot<Row> {
    return structuredClone({ rows: this.all(), idempotencyKeys: [...this.#byKey] });
  }

  restore({ rows, idempotencyKeys }: RowsSnapshot<Row>): void {
    this.#byId.clear();
    this.#byKey.clear();
    for (const row of structuredClone(rows)) this.#byId.set(row.id, row);
    for (const [key, id] of idempotencyKeys) this.#byKey.set(key, id);
  }
}
