/**
 * The machine and the model that a command names: in the catalogue, or in a file of the user's.
 */
import {
  type Dtype,
  describe,
  findGpu,
  findModel,
  type Gpu,
  type Model,
  PartError,
  type Problem,
  readModel,
  servedFormat,
} from "../../index.ts";
import { Refusal } from "../exit.ts";
import { readModelFile } from "../files/model-files.ts";

/** The GPU of this name. */
export const askedGpu = (name: string): Gpu => found("--gpu", () => findGpu(name));

/** The model of this name, or the one whose `config.json` lies at this path. */
export function askedModel(name: string): Model {
  const refuse = (message: string): never => {
    throw refusal({ path: ["--model"], value: name, message });
  };
  if (!name.endsWith(".json")) return found("--model", () => findModel(name));
  const { values, placeOf } = readModelFile(name, name, refuse);
  try {
    return readModel(values, name);
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    throw new Refusal(`${placeOf(error.path.split(".")).label}  ${error.message}`);
  }
}

/** Refuses a number format that the GPU lacks. */
export function checkDtype(gpu: Gpu, model: Model, dtype: Dtype): void {
  found(`--dtype ${dtype}`, () => servedFormat(gpu, model, dtype));
}

/** Problems of the command line as a refusal, a line each. */
export const refusal = (...problems: readonly Problem[]): Refusal =>
  new Refusal(problems.map(describe).join("\n"));

function found<T>(flag: string, find: () => T): T {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof PartError)) throw error;
    const { message, value, choices, suggestion } = error;
    if (choices === undefined || flag.includes(" ")) throw refusal({ path: [flag], message });
    throw refusal({
      path: [flag],
      value,
      message: `is not one of ${choices.join(", ")}`,
      choices,
      ...(suggestion !== undefined && { suggestion }),
    });
  }
}
