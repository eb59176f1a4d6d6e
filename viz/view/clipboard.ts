/** The clipboard, where it is open. */

/** Whether a text could be put there: not by readers who said no, nor on some pages from disk. */
export async function copied(document: Document, text: string): Promise<boolean> {
  try {
    await document.defaultView!.navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
