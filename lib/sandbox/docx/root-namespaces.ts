import type { Element } from '@xmldom/xmldom';
import { MC, XMLNS } from './namespaces.js';

/**
 * Makes the prefixes of another document's root known to this one. Content refers to them in attribute values
 * (`mc:Choice Requires="wps"`), which no serialiser can see. A prefix that means something else here is declared on the
 * imported elements themselves.
 */
export function adoptNamespaces(root: Element, otherRoot: Element, imported: readonly Element[]): void {
  for (const [prefix, uri] of prefixesOf(otherRoot)) {
    const known = root.getAttributeNS(XMLNS, prefix);
    if (known === null) root.setAttributeNS(XMLNS, `xmlns:${prefix}`, uri);
    else if (known !== uri) for (const element of imported) element.setAttributeNS(XMLNS, `xmlns:${prefix}`, uri);
  }
  adoptIgnorable(root, otherRoot);
}

/** Prefixes an older reader may skip; without the mark it would have to refuse the document. */
function adoptIgnorable(root: Element, otherRoot: Element): void {
  const here = prefixesOf(root);
  const there = prefixesOf(otherRoot);
  const same = ignorableOf(otherRoot).filter((prefix) => here.get(prefix) === there.get(prefix));
  const all = new Set([...ignorableOf(root), ...same]);
  if (same.length > 0) root.setAttributeNS(MC, 'mc:Ignorable', [...all].join(' '));
}

function ignorableOf(root: Element): string[] {
  return (root.getAttributeNS(MC, 'Ignorable') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
}

function prefixesOf(root: Element): Map<string, string> {
  const prefixes = new Map<string, string>();
  for (const { namespaceURI, prefix, localName, value } of root.attributes) {
    if (namespaceURI === XMLNS && prefix === 'xmlns' && localName) prefixes.set(localName, value);
  }
  return prefixes;
}
