/**
 * Words in a plot: where they find a place, without measuring text.
 *
 * A rising curve is never above and to the left of its points, nor below and to the right.
 */

export type Side = "above-left" | "below-right" | "below-left" | "above" | "right";

export interface Word {
  text: string;
  /** The point that it is about, in CSS pixels. */
  x: number;
  y: number;
  /** In the order in which they are tried. */
  sides: readonly Side[];
  /** CSS pixels that a letter takes. */
  letter: number;
}

export interface Place {
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
}

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const LINE = 12;

/**
 * A place for each word in turn; undefined for one that finds none, since it would hide another.
 *
 * @param before what stands there already
 */
export function placed(
  words: readonly Word[],
  room: Box,
  before: readonly Box[] = [],
): (Place | undefined)[] {
  const taken = [...before];
  return words.map((word) => {
    for (const side of word.sides) {
      const place = placeAt(word, side, room);
      const box = boxOf(word, place);
      if (!within(box, room) || taken.some((other) => meet(box, other))) continue;
      taken.push(box);
      return place;
    }
    return undefined;
  });
}

function placeAt({ x, y, text, letter }: Word, side: Side, room: Box): Place {
  const half = (text.length * letter) / 2;
  switch (side) {
    case "above-left":
      return { x: x - 7, y: y - 7, anchor: "end" };
    case "below-right":
      return { x: x + 9, y: y + 16, anchor: "start" };
    case "below-left":
      return { x: x - 9, y: y + 16, anchor: "end" };
    case "right":
      return { x: x + 9, y: y - 5, anchor: "start" };
    case "above":
      return {
        x: Math.min(Math.max(x, room.left + half), room.right - half),
        y: y - 6,
        anchor: "middle",
      };
  }
}

/** What a word takes at its place. */
export function boxOf({ text, letter }: Word, { x, y, anchor }: Place): Box {
  const width = text.length * letter;
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return { left, right: left + width, top: y - LINE + 2, bottom: y + 2 };
}

const within = (box: Box, room: Box): boolean =>
  box.left >= room.left - 1 &&
  box.right <= room.right + 1 &&
  box.top >= room.top &&
  box.bottom <= room.bottom;

const meet = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
