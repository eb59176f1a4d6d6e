/**
 * A router of the user's own: a module is code, so it is loaded only where the user allows it, and
 * trusted only after it kept the promises that every router of ours keeps.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { brokenPromises, type Problem, type RouterBuilder } from "../../index.ts";

export interface Terms {
  /** The scenario's folder, from which the module's path is read. */
  folder: string;
  allowed: boolean;
  refuse: (problem: Problem) => never;
}

/** The builder that the module exports. */
export async function loadUserRouter(
  module: string,
  { folder, allowed, refuse }: Terms,
): Promise<RouterBuilder> {
  const refuseModule = (message: string): never =>
    refuse({ path: ["cluster", "router", "module"], value: module, message });
  if (!allowed) refuseModule("is code, and runs only with --allow-modules");

  const exported = await load(resolve(folder, module), refuseModule);
  const build = exported.default ?? exported.router;
  if (typeof build !== "function")
    return refuseModule("exports no router: a function as default or as router is due");
  const broken = brokenPromises(build as RouterBuilder);
  if (broken.length > 0) refuseModule(`breaks what a router promises: ${broken.join("; ")}`);
  return build as RouterBuilder;
}

async function load(
  path: string,
  refuse: (message: string) => never,
): Promise<{ default?: unknown; router?: unknown }> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    return refuse(`cannot be loaded: ${error instanceof Error ? error.message : error}`);
  }
}
