/** Which requests an engine accepts. */
import type { Request } from "../workload/request.ts";
import type { EngineParts } from "./engine-parts.ts";

/** Refuses what can never run, and cuts what would outgrow the context. */
export function accepts(
  { maxModelLen, cache }: Pick<EngineParts, "maxModelLen" | "cache">,
  request: Request,
): boolean {
  const room = maxModelLen - request.prompt;
  if (room < 1) {
    request.finishReason = "prompt_too_long";
    return false;
  }
  if (request.output > room) {
    request.output = room;
    request.finishReason = "length";
  }
  if (!cache.couldHold(request)) {
    request.finishReason = "kv_too_small";
    return false;
  }
  return true;
}
