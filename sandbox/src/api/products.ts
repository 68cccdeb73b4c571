/** What differs between the Aspose and GroupDocs products that share one storage API. */
export interface Product {
  /** Its name in messages. */
  name: string;
  /** Names of members in its JSON: `Value` or `value`. */
  memberCase: 'pascal' | 'camel';
  /** Shape of its errors; see `error-response.ts`. */
  errorShape: 'words' | 'camel' | 'model' | 'groupdocs';
  /** False if it does not have the storage operations at the addresses that the others share. */
  hasStorage: boolean;
}

const define = (
  name: string,
  memberCase: Product['memberCase'],
  errorShape: Product['errorShape'],
  hasStorage = true,
): Product => ({ name, memberCase, errorShape, hasStorage });

/** The products by the second segment of their paths, as in `/v4.0/words/…`. */
const PRODUCTS: ReadonlyMap<string, Product> = new Map([
  ['words', define('Aspose.Words', 'pascal', 'words')],
  ['cells', define('Aspose.Cells', 'pascal', 'model')],
  ['pdf', define('Aspose.PDF', 'pascal', 'model')],
  ['tasks', define('Aspose.Tasks', 'pascal', 'model')],
  ['slides', define('Aspose.Slides', 'camel', 'camel')],
  ['imaging', define('Aspose.Imaging', 'camel', 'words')],
  ['cad', define('Aspose.CAD', 'camel', 'model')],
  ['email', define('Aspose.Email', 'camel', 'words')],
  ['diagram', define('Aspose.Diagram', 'pascal', 'model')],
  ['barcode', define('Aspose.BarCode', 'camel', 'camel')],
  ['html', define('Aspose.HTML', 'camel', 'camel', false)],
  ['ocr', define('Aspose.OCR', 'camel', 'words', false)],
  ['omr', define('Aspose.OMR', 'camel', 'words', false)],
  ['conversion', define('GroupDocs.Conversion', 'camel', 'groupdocs')],
  ['viewer', define('GroupDocs.Viewer', 'camel', 'groupdocs')],
]);

/** @returns The product of a path, or undefined if the sandbox does not know it. */
export function findProduct(segment: string | undefined): Product | undefined {
  return PRODUCTS.get(segment?.toLowerCase() ?? '');
}

/** Renames the members of a response from `Value` to `value` if the product does so. */
export function toProductCase(product: string, value: unknown): unknown {
  if (findProduct(product)?.memberCase !== 'camel') return value;
  return toCamelCase(value);
}

function toCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCamelCase);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, member]) => [
    name.charAt(0).toLowerCase() + name.slice(1),
    toCamelCase(member),
  ]);
  return Object.fromEntries(entries);
}
