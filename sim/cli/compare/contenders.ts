/**
 * Who is compared: the variants of one scenario, or several scenarios.
 *
 * The baseline of variants is the scenario itself, under its own name or that of the variant that
 * sets nothing; of several files it is the first.
 */
import { type Contender, setsNothing } from "../../index.ts";
import { Refusal } from "../exit.ts";
import type { RecordedFile } from "../files/recorded-files.ts";
import { type OpenedScenario, openScenario, type ScenarioRequest } from "../run/open-scenario.ts";

/** A contender, and the scenario that it comes from. */
export interface OpenedContender extends Contender {
  opened: OpenedScenario;
}

/** @param files one or more; `asked` holds for all of them */
export async function openContenders(
  files: readonly string[],
  asked: Omit<ScenarioRequest, "file">,
): Promise<OpenedContender[]> {
  const opened = await Promise.all(files.map((file) => openScenario({ ...asked, file })));
  return opened.length === 1 ? variantsOf(opened[0]!, files[0]!) : byName(opened, files);
}

async function variantsOf(opened: OpenedScenario, file: string): Promise<OpenedContender[]> {
  const { variants = [], ...scenario } = opened.scenario;
  const itself = variants.find(({ set }) => setsNothing(set)) ?? scenario;
  const others = variants.filter(({ set }) => !setsNothing(set));
  if (others.length === 0)
    throw new Refusal(
      `${file}: has nothing to compare: give it variants, or name further scenarios`,
    );
  const taken = others.find(({ name }) => name === itself.name);
  if (taken !== undefined) {
    const path = ["variants", variants.indexOf(taken), "name"];
    throw opened.refusal([
      { path, value: taken.name, message: "is the name of the scenario: they would look alike" },
    ]);
  }
  const baseline = contender(itself, opened);
  return [
    baseline,
    ...(await Promise.all(
      others.map(async (variant) => {
        const at = ["variants", variants.indexOf(variant), "set"];
        const changes = Object.entries(variant.set).map(([path, value]) => ({
          path: path.split("."),
          value,
          from: [...at, path],
        }));
        return contender(variant, await opened.vary(changes));
      }),
    )),
  ];
}

/** Under their names, or their files' where two have the same. */
function byName(opened: readonly OpenedScenario[], files: readonly string[]): OpenedContender[] {
  const names = opened.map(({ scenario }) => scenario.name);
  const areApart = new Set(names).size === names.length;
  if (!areApart && new Set(files).size < files.length)
    throw new Refusal(`${files.join(" ")}: a file is named twice`);
  return opened.map((each, index) =>
    contender({ ...each.scenario, name: areApart ? names[index]! : files[index]! }, each),
  );
}

const contender = (
  { name, description }: Pick<Contender, "name" | "description">,
  opened: OpenedScenario,
): OpenedContender => ({ name, description, scenario: opened.scenario, opened });

/** The recordings of all of them, each once: a name must mean the same to all. */
export function recordingsOf(contenders: readonly OpenedContender[]): RecordedFile[] {
  const known = new Map<string, RecordedFile>();
  for (const { opened } of contenders) {
    for (const file of opened.recorded) {
      const other = known.get(file.name) ?? file;
      if (other.sha256 !== file.sha256)
        throw new Refusal(`${file.name}: two scenarios mean two different files by this name`);
      known.set(file.name, file);
    }
  }
  return [...known.values()];
}
