/** A page as `rooflight run … --report` writes it. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { folderWith, rooflight } from "../cli/rooflight.ts";

export interface ReportFile {
  address: string;
  digest: string;
}

/** @param files by name; the scenario is `scenario.yaml` */
export async function reportOf(
  files: Record<string, string>,
  ...options: string[]
): Promise<ReportFile> {
  const folder = folderWith(files);
  const { code, stdout, stderr } = await rooflight(
    folder,
    ...["run", "scenario.yaml", "--json", "--report", "report.html", ...options],
  );
  if (code !== 0) throw new Error(`rooflight ended with ${code}: ${stderr}`);
  return {
    address: pathToFileURL(join(folder, "report.html")).href,
    digest: JSON.parse(stdout).digest,
  };
}
