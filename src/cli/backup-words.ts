import type { BackupFacts } from "#main/backup.ts";

/** What a backup holds, in the words of its tables that people know. */
export function rowsText({ rows }: BackupFacts): string {
  const count = (table: string): string => (rows[table] ?? 0).toLocaleString("en-US");
  return `${count("links")} links, ${count("conflicts")} conflicts and ${count("journal")} journal entries`;
}

/** `512 bytes`, `38.2 kB`, `1.4 GB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1_000) return `${String(bytes)} bytes`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** power).toFixed(1)} ${["", "kB", "MB", "GB"][power] ?? ""}`;
}
