import { vendorName } from "#core/vendor-name.ts";
import { counted } from "#lib/counted.ts";
import { neededArg, type Run } from "../command-context.ts";
import { entityWords } from "#core/entity-words.ts";
import { exitCodes } from "../exit-codes.ts";

/** Removes what is kept of a person. Without `--yes` it only says what that is. */
export const erase: Run = async ({ output, session }, given) => {
  const query = neededArg(given, 0, "<contact>");
  const rehearse = given.flags["yes"] !== true;
  const { remains, ...counts } = await (await session()).app.erase(query, "cli", { rehearse });
  output.document("erased", { rehearse, ...counts, remains });
  const links = counted(counts.links, "link", "links");
  output.data(
    rehearse
      ? `Would erase every value kept for ${links} of this person. Add --yes to do it; it cannot be undone.`
      : `Erased: ${links}, the values of ${counted(counts.entries, "journal entry", "journal entries")}, ${counted(counts.events, "event", "events")}. From now on the person is left alone.`,
  );
  output.data(remains.length === 0 ? "The vendors hold nothing that Highwire knows of." : "At the vendors these stay; delete them there:");
  for (const { side, entity, recordId } of remains) output.data(`  ${vendorName(side)}, ${entityWords[entity]}: ${recordId}`);
  if (!rehearse) output.note("Backups made before still hold the person's values. Make a new one and destroy the old ones.");
  return exitCodes.done;
};
