/** Paths of settings, as studies name what they change: `cluster.pools.0.engines`. */

/** What is wrong with a path by itself, if anything; `sections` are those that may be changed. */
export function pathComplaint(path: string, sections: readonly string[]): string | undefined {
  const [section = "", ...below] = path.split(".");
  if (!sections.includes(section))
    return `is no setting of a run: a path begins with ${sections.join(", ")}`;
  return below.includes("") ? "is no path such as cluster.pools.0.engines" : undefined;
}
