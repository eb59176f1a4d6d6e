/**
 * A recorded file: where it lies, how it is written, and where it came from.
 *
 * The file itself is found and read elsewhere; the scenario states what it must be, so that a run
 * can be repeated years later on the same bytes.
 */
import { z } from "zod";
import { choice, refuse, text } from "../fields.ts";

export const recordedFile = {
  file: text("The file, sought in $ROOFLIGHT_DATA, then ../shared/data, then the cache."),
  format: choice("How its rows are written; told by its first line if absent.", [
    "plain",
    "azure",
    "vidur",
    "splitwise",
    "burstgpt",
    "mooncake",
  ]).exactOptional(),
  address: z
    .url({ error: "is not an address such as https://example.org/trace.csv" })
    .meta({ description: "Where the file can be had." })
    .exactOptional(),
  licence: text("Licence of the file, such as CC-BY-4.0.").exactOptional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: "is not a SHA-256: 64 digits of 0-9a-f" })
    .meta({ description: "SHA-256 of the file as read." })
    .exactOptional(),
};

const provenance = ["address", "licence", "sha256"] as const;

/** A file of somebody else's states address, licence and SHA-256; a file of one's own none. */
export function stated(
  file: { [K in (typeof provenance)[number]]?: string },
  context: z.RefinementCtx,
): void {
  const lacking = provenance.filter((key) => file[key] === undefined);
  if (lacking.length === 0 || lacking.length === provenance.length) return;
  const all = "a file of others states address, licence and sha256, a file of your own none";
  refuse(context, [], `lacks ${lacking.join(" and ")}: ${all}`);
}
