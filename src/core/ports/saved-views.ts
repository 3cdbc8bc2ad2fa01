import type { Instant, WorkspaceId } from "../ids.ts";

/** Filters and order of a page under a name. What somebody has typed into a search is no part of it, so it holds nothing personal. */
export interface SavedView {
  readonly id: string;
  /** The page it belongs to, such as `contacts`. */
  readonly page: string;
  /** Who saved it, as the journal names people. */
  readonly owner: string;
  /** Everybody sees it. */
  readonly shared: boolean;
  readonly name: string;
  readonly query: Readonly<Record<string, string>>;
  readonly createdAt: Instant;
}

export interface SavedViews {
  /** A person's own views of a page and those that are shared, by name. */
  list(workspaceId: WorkspaceId, page: string, who: string): Promise<readonly SavedView[]>;
  /** Saves a view; one with the same id is replaced. */
  save(workspaceId: WorkspaceId, view: SavedView): Promise<void>;
  /** Removes a view; `owner` null: whoever saved it. False when there is no such view. */
  remove(workspaceId: WorkspaceId, id: string, owner: string | null): Promise<boolean>;
}
