/**
 * Selection: brings one value to where sorting would put it, in a fraction of the time.
 *
 * Quickselect (Hoare, 1961) with the median of three as its pivot, which needs no luck with values
 * in order and none with many that are equal.
 */

/**
 * Rearranges the values so that the one at `rank` is in its place, and returns it: none before it
 * is greater, none after it is less.
 */
export function select(values: Float64Array, rank: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = median(values[low]!, values[(low + high) >> 1]!, values[high]!);
    let left = low;
    let right = high;
    while (left <= right) {
      while (values[left]! < pivot) left += 1;
      while (values[right]! > pivot) right -= 1;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else break;
  }
  return values[rank]!;
}

const median = (a: number, b: number, c: number): number =>
  Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
