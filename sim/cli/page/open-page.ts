/** The page that `--report` asks for, if it does; loaded then, since most studies do without. */
import type { StudyPage } from "./study-page.ts";

export type { StudyPage };

export async function openPageFor(asked: string | undefined): Promise<StudyPage | undefined> {
  if (asked === undefined) return undefined;
  const { openStudyPage } = await import("./study-page.ts");
  return openStudyPage(asked);
}
