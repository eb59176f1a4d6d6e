/**
 * Which calibration prices collectives over which link.
 */
import { invariant } from "../../kernel/invariant.ts";
import type { Link } from "../../machine/link.ts";
import type { LinkCalibration } from "./link-calibration.ts";
import { infiniband } from "./links/infiniband.ts";
import { nvlink3 } from "./links/nvlink-3.ts";
import { nvlink4 } from "./links/nvlink-4.ts";
import { pcie4 } from "./links/pcie-4.ts";

/** What was measured. */
export const measuredLinks: readonly LinkCalibration[] = [nvlink4, nvlink3, pcie4, infiniband];

/** Links that were not measured reach the shares of the one that is most like them. */
const likest: readonly [kind: RegExp, like: LinkCalibration][] = [
  [/^NVLink [23]$/, nvlink3],
  [/^(NVLink|Infinity Fabric)/, nvlink4],
  [/^PCIe/, pcie4],
  [/^(InfiniBand|RoCE|Ethernet)/, infiniband],
];

/** What collectives reach over `link`: measured over it, or over the one most like it. */
export function linkCalibrationOf({ name }: Link): LinkCalibration {
  const found = likest.find(([kind]) => kind.test(name));
  invariant(found !== undefined, () => `no collectives were measured over anything like ${name}`);
  return found[1];
}
