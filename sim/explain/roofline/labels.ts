/**
 * Where the names of points go, so that they hide neither one another nor a point.
 */

export interface Labelled {
  x: number;
  y: number;
  radius: number;
  text: string;
  /** Whether its text is written beside it. */
  named: boolean;
}

export interface Placed {
  text: string;
  /** Left end and baseline of the text. */
  x: number;
  y: number;
  /** A line from the point to its text, where they are apart. */
  lead?: { from: readonly [number, number]; to: readonly [number, number] };
  /** There was no room for it: it hides something. */
  crowded?: true;
}

export interface Frame {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A rough width of a character and the height of a line, in pixels: fonts differ. */
const CHARACTER = 6.4;
const LINE = 14;
const GAP = 4;

/** What a point keeps free of text. */
const boxAround = ({ x, y, radius }: Pick<Labelled, "x" | "y" | "radius">): Frame => ({
  left: x - radius,
  top: y - radius,
  right: x + radius,
  bottom: y + radius,
});

/** What a straight line keeps free: boxes of this radius along it. */
export function boxesAlong(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  radius: number,
): Frame[] {
  return Array.from({ length: 101 }, (_, step) => {
    const share = step / 100;
    return boxAround({ x: x1 + share * (x2 - x1), y: y1 + share * (y2 - y1), radius });
  });
}

/** A text for each point, as near to it as there is room; `kept` stays free. */
export function placeLabels(
  points: readonly Labelled[],
  frame: Frame,
  kept: readonly Frame[],
): Placed[] {
  const taken: Frame[] = [...kept, ...points.map(boxAround)];
  return points
    .filter(({ named }) => named)
    .map((point) => {
      const free = nearestFree(point, taken, frame);
      const box = free ?? besides(point);
      taken.push(box);
      const { text } = point;
      const placed = { text, x: box.left, y: box.bottom - GAP, ...leadTo(box, point) };
      return free === undefined ? { ...placed, crowded: true } : placed;
    });
}

/** The line from a point to a text that does not stand right beside it. */
function leadTo(box: Frame, { x, y, radius }: Labelled): Pick<Placed, "lead"> {
  const middle = (box.top + box.bottom) / 2;
  const end = Math.min(Math.max(x, box.left - 2), box.right + 2);
  const isBeside = Math.abs(middle - y) < LINE / 2 && Math.abs(end - x) < radius + 3 * GAP;
  return isBeside ? {} : { lead: { from: [x, y], to: [end, nearer(y, box)] } };
}

/** The edge of a box that is nearer to a height; its middle where the height lies within. */
function nearer(y: number, { top, bottom }: Frame): number {
  if (y < top) return top;
  return y > bottom ? bottom : (top + bottom) / 2;
}

/** The box of a text from `left`, at this height. */
const boxAt = ({ text }: Labelled, left: number, middle: number): Frame => ({
  left,
  top: middle - LINE / 2,
  right: left + widthOf(text),
  bottom: middle + LINE / 2,
});

const widthOf = (text: string): number => CHARACTER * text.length;

const besides = (point: Labelled): Frame => boxAt(point, point.x + point.radius + GAP, point.y);

/** The free box nearest to a point, of those on a grid of half lines around it. */
function nearestFree(point: Labelled, taken: readonly Frame[], frame: Frame): Frame | undefined {
  const width = widthOf(point.text);
  const away = point.radius + GAP;
  let best: { box: Frame; far: number } | undefined;
  for (let row = -FARTHEST; row <= FARTHEST; row++) {
    const middle = point.y + (row * LINE) / 2;
    for (let column = 0; column <= FARTHEST; column++) {
      const aside = away + (column * LINE) / 2;
      for (const left of [point.x + aside, point.x - aside - width]) {
        const box = boxAt(point, left, middle);
        // Up and down counts for less: a name beside others of its column reads well.
        const far = Math.abs(row) + 1.5 * column + (left > point.x ? 0 : 0.5);
        if (best !== undefined && far >= best.far) continue;
        if (isInside(box, frame) && !taken.some((other) => overlap(box, other)))
          best = { box, far };
      }
    }
  }
  return best?.box;
}

/** Half lines that a name may be away from its point. */
const FARTHEST = 30;

const isInside = (box: Frame, frame: Frame): boolean =>
  box.left >= frame.left &&
  box.right <= frame.right &&
  box.top >= frame.top &&
  box.bottom <= frame.bottom;

const overlap = (a: Frame, b: Frame): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
