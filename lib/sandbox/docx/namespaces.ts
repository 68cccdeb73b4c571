/** Namespaces of a .docx (transitional, ECMA-376 part 4). */
export const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
export const W14 = 'http://schemas.microsoft.com/office/word/2010/wordml';
export const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const WP = 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing';
export const MC = 'http://schemas.openxmlformats.org/markup-compatibility/2006';
export const OFFICE = 'urn:schemas-microsoft-com:office:office';
export const XMLNS = 'http://www.w3.org/2000/xmlns/';
export const PACKAGE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
export const CONTENT_TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
