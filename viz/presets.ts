/** The scenarios to start from: those that come with the simulator and need no file. */

export interface Preset {
  /** What its file is called, without its ending; the address of the page names it by this. */
  key: string;
  name: string;
  description: string;
  text: string;
}

const texts = import.meta.glob<string>(["../scenarios/*.yaml", "!../scenarios/azure.yaml"], {
  query: "?raw",
  import: "default",
  eager: true,
});

const FIRST = "rush";

export const presets: readonly Preset[] = Object.entries(texts)
  .map(([path, text]) => ({
    key: path.replace(/^.*\/|\.yaml$/g, ""),
    name: line(text, "name"),
    description: line(text, "description"),
    text,
  }))
  .sort((a, b) => Number(b.key === FIRST) - Number(a.key === FIRST));

export const firstPreset = presets[0]!;

/** What a key at the left edge of a text says; ours have no quotes, no folds. */
function line(text: string, key: string): string {
  return new RegExp(`^${key}: (.+)$`, "m").exec(text)?.[1] ?? "";
}
