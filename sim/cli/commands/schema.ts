/** `rooflight schema`: the JSON Schema of a scenario, for editors. */
import { writeFileSync } from "node:fs";
import type { CommandModule } from "yargs";
import { inJson } from "../text/json.ts";

interface SchemaOptions {
  out?: string | undefined;
}

export const schema: CommandModule<object, SchemaOptions> = {
  command: "schema",
  describe: "print the JSON Schema of a scenario",
  builder: (parser) =>
    parser.options({
      out: { type: "string", requiresArg: true, describe: "write it to this file instead" },
    }),
  async handler({ out }) {
    const { scenarioJsonSchema } = await import("../../index.ts");
    const text = inJson(scenarioJsonSchema());
    if (out === undefined) process.stdout.write(text);
    else writeFileSync(out, text);
  },
};
