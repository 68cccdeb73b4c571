/** The formats a document is offered in, with their media types: the list the documentation shows, in its order. */
export const FORMATS: ReadonlyMap<string, string> = new Map([
  ['doc', 'application/msword'],
  ['dot', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['docm', 'application/vnd.ms-word.document.macroEnabled.12'],
  ['dotx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.template'],
  ['dotm', 'application/vnd.ms-word.template.macroEnabled.12'],
  ['flatopc', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['rtf', 'application/rtf'],
  ['wml', 'text/xml'],
  ['odt', 'application/vnd.oasis.opendocument.text'],
  ['ott', 'application/vnd.oasis.opendocument.text-template'],
  ['txt', 'text/plain'],
  ['mhtml', 'multipart/related'],
  ['epub', 'application/epub+zip'],
  ['pdf', 'application/pdf'],
  ['xps', 'application/vnd.ms-xpsdocument'],
  ['tiff', 'image/tiff'],
  ['png', 'image/png'],
  ['jpeg', 'image/jpeg'],
  ['bmp', 'image/bmp'],
  ['gif', 'image/gif'],
  ['svg', 'image/svg+xml'],
  ['html', 'text/html'],
  ['htmlfixed', 'text/html'],
  ['pcl', 'application/x-pcl'],
]);

/** `SourceFormat` of a document: by its extension, as in `Docx`. */
export function sourceFormatOf(name: string): string {
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!FORMATS.has(extension)) return 'Unknown';
  return extension.charAt(0).toUpperCase() + extension.slice(1);
}
