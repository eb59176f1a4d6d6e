/**
 * What collectives reach over InfiniBand NDR. Written by `rooflight calibrate`: do not edit.
 */
import type { LinkCalibration } from "../link-calibration.ts";

export const infiniband: LinkCalibration = {
  link: "InfiniBand NDR",
  measured: "two servers of eight H100",
  source: "kernels/vidur: sends between two servers",
  tables: {
    send: {
      table: "vidur/network_median_ms.csv",
      form: "floor + x",
      constants: {
        floor: 0.00002019, // s
        bandwidthShare: 0.7159, // of the data sheet's bandwidth
        perPeer: 0, // s
        pipelining: 0, // square roots of s
        contention: 0, // power of the number of ranks
      },
      rows: 125,
      leftOut: [],
      medianError: 0.038,
      p90Error: 0.098,
    },
  },
};
