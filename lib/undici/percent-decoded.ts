/** Credentials of an address in the clear; text with a stray `%` is what it looks like. */
export function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
