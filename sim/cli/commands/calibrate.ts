/** `rooflight calibrate`: fits the kernel tables of a GPU and writes its calibration. */
import type { CommandModule } from "yargs";

interface CalibrateOptions {
  out: string;
}

export const calibrate: CommandModule<object, CalibrateOptions> = {
  command: "calibrate",
  describe: "fit the measured kernels of the H100 anew",
  builder: (parser) =>
    parser.options({
      out: {
        type: "string",
        requiresArg: true,
        default: "sim/cost/calibration/h100-sxm-80gb.ts",
        describe: "the module to write",
      },
    }),
  async handler({ out }) {
    const { errorTable, writeCalibration } = await import("../calibrate.ts");
    const calibration = writeCalibration(out);
    process.stdout.write(`${errorTable(calibration).join("\n")}\n\n${out} written\n`);
  },
};
