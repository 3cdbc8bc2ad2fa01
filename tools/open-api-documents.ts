import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

export type Json = Readonly<Record<string, unknown>>;

/** A schema and the document by which its own references are read. */
export interface Located {
  readonly schema: Json;
  readonly file: string;
}

/** OpenAPI documents by their path below the folder of the specs; references may lead to further files. */
export class Documents {
  readonly #folder: string;
  readonly #byFile = new Map<string, Json>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes a document that is in no file. */
  add(file: string, document: Json): void {
    this.#byFile.set(file, document);
  }

  document(file: string): Json {
    const known = this.#byFile.get(file) ?? (JSON.parse(readFileSync(join(this.#folder, file), "utf8")) as Json);
    this.#byFile.set(file, known);
    return known;
  }

  /** What a reference names: where it stands, and how the last part of its name goes. Null for what is no reference. */
  target({ schema, file }: Located): (Located & { readonly name: string }) | null {
    const ref = schema["$ref"];
    if (typeof ref !== "string") return null;
    const [path = "", pointer = ""] = ref.split("#");
    const target = path === "" ? file : normalize(join(dirname(file), path));
    const keys = pointer.split("/").slice(1);
    const found = keys.reduce<unknown>((place, key) => (place as Json | undefined)?.[key.replaceAll("~1", "/")], this.document(target));
    // Some references lead nowhere: then anything fits.
    return { schema: (found ?? {}) as Json, file: target, name: keys.at(-1) ?? "" };
  }

  /** Follows references until something else comes. */
  resolve(located: Located): Located {
    const target = this.target(located);
    return target === null ? located : this.resolve(target);
  }
}
