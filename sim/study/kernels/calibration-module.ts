/**
 * Writes calibrations as modules that people read: a constant a line, with its unit.
 */
import type { Calibration, ExpertConstants, Fit } from "../../cost/calibration/calibration.ts";
import type { LinkCalibration } from "../../cost/calibration/link-calibration.ts";

/** Unit of each constant, for the comment behind it. */
const units: Record<string, string> = {
  floor: "s",
  mapFloor: "s",
  floorPerElement: "s",
  perPeer: "s",
  pipelining: "square roots of s",
  contention: "power of the number of ranks",
  bandwidthShare: "of the data sheet's bandwidth",
  arithmeticShare: "of the data sheet's peak",
  ramp: "queries",
  passes: "times",
};

/** The source text of a module that exports `calibration` under `name`. */
export const calibrationModule = (calibration: Calibration, name: string): string => `/**
 * What ${calibration.gpu} was measured to reach. Written by \`rooflight calibrate\`: do not edit.
 */
import type { Calibration } from "./calibration.ts";

export const ${name}: Calibration = ${literal(calibration, "")};
`;

/** The source text of a module that exports what was measured of a link under `name`. */
export const linkModule = (calibration: LinkCalibration, name: string): string => `/**
 * What collectives reach over ${calibration.link}. Written by \`rooflight calibrate\`: do not edit.
 */
import type { LinkCalibration } from "../link-calibration.ts";

export const ${name}: LinkCalibration = ${literal(calibration, "")};
`;

/** The source text of a module that exports experts' kernels by GPU. */
export const expertsModule = (fits: Readonly<Record<string, Fit<ExpertConstants>>>): string => `/**
 * What experts' kernels reach on GPUs that have a table of them alone. Written by
 * \`rooflight calibrate\`: do not edit.
 */
import type { ExpertConstants, Fit } from "./calibration.ts";

export const measuredExperts: Readonly<Record<string, Fit<ExpertConstants>>> = ${literal(fits, "")};
`;

/** A value as source, an entry a line, indented by two spaces from `margin`. */
function literal(value: unknown, margin: string): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    const items = value.map((item) => `${margin}  ${literal(item, `${margin}  `)},\n`);
    return `[\n${items.join("")}${margin}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const lines = Object.entries(value).map(([key, inner]) => {
    const unit = typeof inner === "number" ? units[key] : undefined;
    const written = `${margin}  ${property(key)}: ${literal(inner, `${margin}  `)},`;
    return `${unit === undefined ? written : `${written} // ${unit}`}\n`;
  });
  return `{\n${lines.join("")}${margin}}`;
}

const property = (key: string): string => (/^[a-z_]\w*$/i.test(key) ? key : JSON.stringify(key));
