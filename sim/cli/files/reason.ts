/** Why a file could not be read or written, in words. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EISDIR":
      return "this is a folder";
    case "ENOTDIR":
    case "EEXIST":
      return "a part of this path is a file, not a folder";
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return "this place may not be used";
    case "ENAMETOOLONG":
      return "this name is too long";
    case "ERR_INVALID_ARG_VALUE":
      return "this is no path";
    default:
      return message;
  }
}
