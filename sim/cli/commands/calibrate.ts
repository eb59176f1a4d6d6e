/** `rooflight calibrate`: fits tables of kernels and collectives and writes calibrations. */
import type { CommandModule } from "yargs";

interface CalibrateOptions {
  out: string;
  experts: string;
  links: string;
}

export const calibrate: CommandModule<object, CalibrateOptions> = {
  command: "calibrate",
  describe: "fit the measured kernels and links anew",
  builder: (parser) =>
    parser.options({
      out: {
        type: "string",
        requiresArg: true,
        default: "sim/cost/calibration/h100-sxm-80gb.ts",
        describe: "the module to write",
      },
      experts: {
        type: "string",
        requiresArg: true,
        default: "sim/cost/calibration/measured-experts.ts",
        describe: "the module of experts' kernels on other GPUs to write",
      },
      links: {
        type: "string",
        requiresArg: true,
        default: "sim/cost/calibration/links",
        describe: "the folder of the modules of links to write",
      },
    }),
  async handler({ out, experts, links }) {
    const { errorTable, writeCalibrations } = await import("../calibrate.ts");
    const calibrated = writeCalibrations({ gpu: out, experts, links });
    process.stdout.write(
      `${errorTable(calibrated).join("\n")}\n\n${out}, ${experts}, ${links} written\n`,
    );
  },
};
